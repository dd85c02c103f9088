-- core.fct_stage_result: one row a race, stage and position (stages that end before the race does)
-- domain: stages
create table core.fct_stage_result (
    race_id text not null,
    stage_number integer not null check (stage_number > 0),
    position integer not null check (position > 0),
    car_number text,
    driver_id text not null,
    team_id text,
    manufacturer_id text,
    stage_points integer check (stage_points >= 0),
    document_id text not null,
    table_index integer not null,
    row_index integer not null,
    primary key (race_id, stage_number, position)
);

comment on table core.fct_stage_result is 'one row a race, stage and position (stages that end before the race does)';
comment on column core.fct_stage_result.race_id is
'the race: series, season and race number, such as cup-2023-17';
comment on column core.fct_stage_result.stage_number is 'stage, from 1';
comment on column core.fct_stage_result.position is 'position at the end of the stage';
comment on column core.fct_stage_result.car_number is
'car number as painted; text, since 07 and 7 are two cars; NULL: unknown';
comment on column core.fct_stage_result.driver_id is 'the driver, see core.dim_driver';
comment on column core.fct_stage_result.team_id is 'the team, see core.dim_team; NULL: unknown';
comment on column core.fct_stage_result.manufacturer_id is
'the manufacturer, see core.dim_manufacturer; NULL: unknown';
comment on column core.fct_stage_result.stage_points is
'points for the position in the stage, as published; NULL: unknown';
comment on column core.fct_stage_result.document_id is 'source document: its path below raw/';
comment on column core.fct_stage_result.table_index is
'source table: its number in the document, from 0';
comment on column core.fct_stage_result.row_index is
'source row: its number in the table, from 0; see staging.table_row';
