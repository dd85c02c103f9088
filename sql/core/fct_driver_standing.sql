-- core.fct_driver_standing: one row a race and position in the drivers' championship after it; never sum these points over races
-- domain: standings
create table core.fct_driver_standing (
    race_id text not null,
    position integer not null check (position > 0),
    driver_id text not null,
    points integer not null,
    points_behind_leader integer check (points_behind_leader >= 0),
    position_change integer,
    position_change_is_inferred boolean not null,
    document_id text not null,
    table_index integer not null,
    row_index integer not null,
    primary key (race_id, position)
);

comment on table core.fct_driver_standing is 'one row a race and position in the drivers'' championship after it; never sum these points over races';
comment on column core.fct_driver_standing.race_id is
'the race: series, season and race number, such as cup-2023-17';
comment on column core.fct_driver_standing.position is
'position in the championship after the race';
comment on column core.fct_driver_standing.driver_id is 'the driver, see core.dim_driver';
comment on column core.fct_driver_standing.points is 'points in the championship after the race';
comment on column core.fct_driver_standing.points_behind_leader is
'points behind the leader, as published; 0 for the leader; NULL: unknown';
comment on column core.fct_driver_standing.position_change is
'places moved since the race before, up is positive; 0 where the cell is blank; NULL where the direction cannot be told';
comment on column core.fct_driver_standing.position_change_is_inferred is
'the direction is not in the source, but follows since positions before the race are all different';
comment on column core.fct_driver_standing.document_id is 'source document: its path below raw/';
comment on column core.fct_driver_standing.table_index is
'source table: its number in the document, from 0';
comment on column core.fct_driver_standing.row_index is
'source row: its number in the table, from 0; see staging.table_row';
