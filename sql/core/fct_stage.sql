-- core.fct_stage: one row a race and stage; the source row is a caption above the table (row_index below 0)
-- domain: stages
create table core.fct_stage (
    race_id text not null,
    stage_number integer not null check (stage_number > 0),
    laps integer check (laps > 0),
    end_lap integer check (end_lap > 0),
    document_id text not null,
    table_index integer not null,
    row_index integer not null,
    primary key (race_id, stage_number)
);

comment on table core.fct_stage is 'one row a race and stage; the source row is a caption above the table (row_index below 0)';
comment on column core.fct_stage.race_id is
'the race: series, season and race number, such as cup-2023-17';
comment on column core.fct_stage.stage_number is 'stage, from 1; the last one ends with the race';
comment on column core.fct_stage.laps is 'laps of the stage; NULL: unknown';
comment on column core.fct_stage.end_lap is
'lap on which the stage ends; NULL where an earlier stage has no stated length';
comment on column core.fct_stage.document_id is 'source document: its path below raw/';
comment on column core.fct_stage.table_index is 'source table: its number in the document, from 0';
comment on column core.fct_stage.row_index is
'source row: its number in the table, from 0; see staging.table_row';
