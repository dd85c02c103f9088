-- core.fct_qualifying_round: one row a race, car and qualifying round in which it took part
-- domain: qualifying
create table core.fct_qualifying_round (
    race_id text not null,
    car_number text not null,
    round_number integer not null check (round_number > 0),
    driver_id text not null,
    lap_time_seconds double check (lap_time_seconds > 0),
    document_id text not null,
    table_index integer not null,
    row_index integer not null,
    primary key (race_id, car_number, round_number)
);

comment on table core.fct_qualifying_round is 'one row a race, car and qualifying round in which it took part';
comment on column core.fct_qualifying_round.race_id is
'the race: series, season and race number, such as cup-2023-17';
comment on column core.fct_qualifying_round.car_number is
'car number as painted; text, since 07 and 7 are two cars';
comment on column core.fct_qualifying_round.round_number is 'qualifying round, from 1';
comment on column core.fct_qualifying_round.driver_id is 'the driver, see core.dim_driver';
comment on column core.fct_qualifying_round.lap_time_seconds is
'best lap of the round in seconds; NULL: took part, set no time';
comment on column core.fct_qualifying_round.document_id is 'source document: its path below raw/';
comment on column core.fct_qualifying_round.table_index is
'source table: its number in the document, from 0';
comment on column core.fct_qualifying_round.row_index is
'source row: its number in the table, from 0; see staging.table_row';
