-- core.dim_playoff_field: one row a series and season with playoffs: how many drivers they take, and who gets in; source: vocabulary/playoff_fields.csv
-- domain: playoffs
create table core.dim_playoff_field (
    series_id text not null,
    season integer not null,
    drivers integer not null check (drivers > 0),
    drivers_on_points integer not null check (drivers_on_points >= 0),
    drivers_on_wins integer not null check (drivers_on_wins >= 0),
    within_points_of_leader integer check (within_points_of_leader > 0),
    sure_winner_position integer check (sure_winner_position > 0),
    last_winner_position integer check (last_winner_position > 0),
    regular_season_races integer not null check (regular_season_races > 0),
    primary key (series_id, season)
);

comment on table core.dim_playoff_field is 'one row a series and season with playoffs: how many drivers they take, and who gets in; source: vocabulary/playoff_fields.csv';
comment on column core.dim_playoff_field.series_id is 'the series, see core.dim_series';
comment on column core.dim_playoff_field.season is 'the year of the season, such as 2023';
comment on column core.dim_playoff_field.drivers is
'drivers in the playoffs, any that were added by exception included';
comment on column core.dim_playoff_field.drivers_on_points is
'places for the first on points; 1: the points leader is in, with a win or without';
comment on column core.dim_playoff_field.drivers_on_wins is
'places for others by wins, then points; those for which there is no winner go by points';
comment on column core.dim_playoff_field.within_points_of_leader is
'who is no more points behind the leader is in as well; NULL: no such rule';
comment on column core.dim_playoff_field.sure_winner_position is
'a win counts for whoever has at least this position on points; NULL: at any';
comment on column core.dim_playoff_field.last_winner_position is
'a win does not count beyond this position; between the two, which one held is not confirmed; NULL: at any';
comment on column core.dim_playoff_field.regular_season_races is
'races of the regular season, after which the field is set';
