-- The schema registry keeps its schemas here: their ids stand in Kafka's records, so they must outlive its container.
create database registry;
