-- core.dim_uncounted_win: one row a series, season and race whose win does not count for the playoffs; source: vocabulary/uncounted_wins.csv
-- domain: playoffs
create table core.dim_uncounted_win (
    series_id text not null,
    season integer not null,
    race_number integer not null check (race_number > 0),
    reason text not null,
    primary key (series_id, season, race_number)
);

comment on table core.dim_uncounted_win is 'one row a series, season and race whose win does not count for the playoffs; source: vocabulary/uncounted_wins.csv';
comment on column core.dim_uncounted_win.series_id is 'the series, see core.dim_series';
comment on column core.dim_uncounted_win.season is 'the year of the season, such as 2023';
comment on column core.dim_uncounted_win.race_number is 'number of the race in its season, from 1';
comment on column core.dim_uncounted_win.reason is 'why, and who said so';
