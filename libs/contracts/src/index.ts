export { deployableName, type VendorKind, type VendorPart } from './deployables.ts';
export { schemaText } from './generated/schemas.ts';
export type * from './generated/types.ts';
export {
  canonicalTopics,
  deadLetterTopic,
  orderPartitions,
  rawRow,
  rawTopic,
  redriveTopic,
  schemaOf,
  topicName,
  type RawRow,
  type SchemaName,
  type Topic,
  type TopicRow,
  type TopicValues,
  type ValueOf,
} from './topics.ts';
