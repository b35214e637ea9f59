import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads every record of the topics that begin with a prefix and prints one JSON object a line. It shares nothing with
 * Tributary: Kafka's own client, Avro's own decoder, the registry by its REST API. A record that cannot be decoded is
 * printed with "undecodable" and its bytes as text.
 *
 * Usage: ReadTopics BROKERS REGISTRY_URL PREFIX
 */
public class ReadTopics {
  private static final ObjectMapper json = new ObjectMapper();
  private static final HttpClient http = HttpClient.newHttpClient();
  private static final Map<Integer, Schema> schemas = new HashMap<>();

  public static void main(String[] args) throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", args[0]);
    settings.put("key.deserializer", ByteArrayDeserializer.class.getName());
    settings.put("value.deserializer", ByteArrayDeserializer.class.getName());
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer.listTopics().forEach((topic, infos) -> {
        if (topic.startsWith(args[2])) infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      });
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) print(record, args[1]);
      }
    }
  }

  private static void print(ConsumerRecord<byte[], byte[]> record, String registry) throws Exception {
    ObjectNode line = json.createObjectNode();
    line.put("topic", record.topic()).put("partition", record.partition()).put("offset", record.offset());
    line.put("key", record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8));
    ObjectNode headers = line.putObject("headers");
    record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    try {
      line.set("value", decode(record.value(), registry));
    } catch (Exception cause) {
      line.put("undecodable", String.valueOf(cause.getMessage()));
      line.put("bytes", record.value() == null ? "" : new String(record.value(), StandardCharsets.ISO_8859_1));
    }
    System.out.println(json.writeValueAsString(line));
  }

  /** Confluent wire format: a zero byte, the schema's id as four bytes, then Avro. */
  private static com.fasterxml.jackson.databind.JsonNode decode(byte[] value, String registry) throws Exception {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    if (buffer.get() != 0) throw new IllegalArgumentException("no Confluent wire format");
    Schema schema = schemaOf(buffer.getInt(), registry);
    Object decoded = new GenericDatumReader<>(schema).read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
    return json.readTree(decoded.toString());
  }

  private static Schema schemaOf(int id, String registry) throws Exception {
    Schema known = schemas.get(id);
    if (known != null) return known;
    HttpResponse<String> answer = http.send(HttpRequest.newBuilder(URI.create(registry + "/schemas/ids/" + id)).build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) throw new IllegalStateException("registry answers " + answer.statusCode() + " for schema " + id);
    Schema schema = new Schema.Parser().parse(json.readTree(answer.body()).get("schema").asText());
    schemas.put(id, schema);
    return schema;
  }
}
