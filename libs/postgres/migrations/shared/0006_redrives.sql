-- Dead letters that were driven into their group again, by their place in the topic: a second re-drive passes over them.
create table shared.redrives (
  topic text not null,
  partition integer not null,
  "offset" bigint not null,
  who text not null,
  reason text not null,
  redriven_at timestamptz not null default now(),
  primary key (topic, partition, "offset")
);
