-- core.fct_race_result: one row a race and finishing position
-- domain: results
create table core.fct_race_result (
    race_id text not null,
    finish_position integer not null check (finish_position > 0),
    finish_position_is_inferred boolean not null,
    position_word text,
    is_disqualified boolean not null,
    start_position integer check (start_position > 0),
    car_number text,
    driver_id text not null,
    team_id text,
    manufacturer_id text,
    laps_completed integer check (laps_completed >= 0),
    laps_led integer check (laps_led >= 0),
    status text,
    points integer,
    is_rookie boolean,
    is_points_eligible boolean,
    document_id text not null,
    table_index integer not null,
    row_index integer not null,
    primary key (race_id, finish_position)
);

comment on table core.fct_race_result is 'one row a race and finishing position';
comment on column core.fct_race_result.race_id is
'the race: series, season and race number, such as cup-2023-17';
comment on column core.fct_race_result.finish_position is 'place at the finish, 1 for the winner';
comment on column core.fct_race_result.finish_position_is_inferred is
'whether a word such as Ret stands where the position should: then it is the place of the row in its table, which agrees with every position that is stated';
comment on column core.fct_race_result.position_word is
'the word that stands in place of the position, such as Ret, NC or DSQ; NULL: a number does';
comment on column core.fct_race_result.is_disqualified is
'whether the article says that the driver was disqualified: in place of the position, or at the beginning of the status';
comment on column core.fct_race_result.start_position is
'place on the grid, 1 for the first; NULL: unknown';
comment on column core.fct_race_result.car_number is
'car number as painted; text, since 07 and 7 are two cars; NULL: unknown';
comment on column core.fct_race_result.driver_id is 'the driver, see core.dim_driver';
comment on column core.fct_race_result.team_id is 'the team, see core.dim_team; NULL: unknown';
comment on column core.fct_race_result.manufacturer_id is
'the manufacturer, see core.dim_manufacturer; NULL: unknown';
comment on column core.fct_race_result.laps_completed is
'laps that the car ran, leading or not; NULL: unknown';
comment on column core.fct_race_result.laps_led is 'laps led, where the article has them';
comment on column core.fct_race_result.status is
'status at the finish: the time, gap or reason of retirement, where the article has it, else the word in place of the position';
comment on column core.fct_race_result.points is
'driver points as published, stage points included; NULL: unknown';
comment on column core.fct_race_result.is_rookie is
'marked (R) in any table of the article; NULL where nobody can tell: no table that lists the driver uses the marker, and the article does not explain it';
comment on column core.fct_race_result.is_points_eligible is
'false where marked (i) in any table of the article; NULL where nobody can tell';
comment on column core.fct_race_result.document_id is 'source document: its path below raw/';
comment on column core.fct_race_result.table_index is
'source table: its number in the document, from 0';
comment on column core.fct_race_result.row_index is
'source row: its number in the table, from 0; see staging.table_row';
