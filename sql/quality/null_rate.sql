-- quality.null_rate: one row a column of core and season: how much of it is unknown
create table quality.null_rate (
    relation text not null,
    column_name text not null,
    season_id text,
    row_count bigint not null check (row_count >= 0),
    null_count bigint not null check (null_count >= 0),
    null_rate double not null check (null_rate between 0 and 1),
    null_rate_season_before double,
    null_rate_build_before double,
    alarm text
);

comment on table quality.null_rate is 'one row a column of core and season: how much of it is unknown';
comment on column quality.null_rate.relation is 'the table';
comment on column quality.null_rate.column_name is 'the column, of those that may be NULL';
comment on column quality.null_rate.season_id is
'the season, such as cup-2023; NULL in tables that are of no one season';
comment on column quality.null_rate.row_count is 'rows that the season has in the table';
comment on column quality.null_rate.null_count is 'rows in which the column is NULL';
comment on column quality.null_rate.null_rate is 'the part of rows in which it is NULL, from 0 to 1; 1 where a table has no rows any more';
comment on column quality.null_rate.null_rate_season_before is
'the same in the season before of the series that this warehouse has';
comment on column quality.null_rate.null_rate_build_before is 'the same season in the build before';
comment on column quality.null_rate.alarm is
'why it is worth a look that the column is empty, until it is filled again; NULL where it is not';
