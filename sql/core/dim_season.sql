-- core.dim_season: one row a series and season
-- domain: races
create table core.dim_season (
    season_id text not null,
    series_id text not null,
    season integer not null check (season between 1900 and 2200),
    season_name text not null,
    scheduled_races integer check (scheduled_races > 0),
    primary key (season_id)
);

comment on table core.dim_season is 'one row a series and season';
comment on column core.dim_season.season_id is 'series and season, such as cup-2023';
comment on column core.dim_season.series_id is 'the series, see core.dim_series';
comment on column core.dim_season.season is 'the year of the season, such as 2023';
comment on column core.dim_season.season_name is
'what the season was called, such as 2023 NASCAR Cup Series';
comment on column core.dim_season.scheduled_races is
'races in the season, as most of its articles state; never fewer than the number of one of its races; NULL: unknown';
