-- marts.driver_season
-- grain: one row a season and driver
-- key: season_id, driver_id
-- domain: seasons
-- chart: points by driver_name
create or replace view marts.driver_season as
with results as (
    select * from marts.race_results
),

drivers as (
    select * from core.dim_driver
),

totals as (
    select
        season_id,
        series_id,
        season,
        driver_id,
        count(distinct race_id) as races,
        count(*) as starts,
        count(*) filter (where finish_position = 1) as wins,
        count(*) filter (where finish_position <= 5) as top_fives,
        count(*) filter (where finish_position <= 10) as top_tens,
        avg(start_position) as average_start,
        avg(finish_position) as average_finish,
        min(finish_position) as best_finish,
        cast(sum(laps_completed) as integer) as laps_completed,
        cast(sum(laps_led) as integer) as laps_led,
        cast(sum(points) as integer) as points
    from results
    where driver_id is not null
    group by season_id, series_id, season, driver_id
),

poles as (
    select
        races.season_id,
        qualifying.driver_id,
        count(*) as poles
    from core.fct_qualifying_result as qualifying
    inner join core.dim_race as races on qualifying.race_id = races.race_id
    where qualifying.position = 1
    group by races.season_id, qualifying.driver_id
),

stages as (
    select
        races.season_id,
        stage_results.driver_id,
        count(*) filter (where stage_results.position = 1) as stage_wins,
        cast(sum(stage_results.stage_points) as integer) as stage_points
    from core.fct_stage_result as stage_results
    inner join core.dim_race as races on stage_results.race_id = races.race_id
    group by races.season_id, stage_results.driver_id
),

latest_races as (
    select *
    from core.dim_race
    where race_id in (select standings.race_id from core.fct_driver_standing as standings)
    qualify
        row_number() over (
            partition by season_id
            order by race_date desc nulls last, race_number desc nulls last, race_id desc
        ) = 1
),

latest_standings as (
    select
        latest_races.season_id,
        standings.driver_id,
        standings.position,
        standings.points
    from core.fct_driver_standing as standings
    inner join latest_races on standings.race_id = latest_races.race_id
)

select
    totals.season_id,
    totals.series_id,
    totals.season,
    totals.driver_id,
    drivers.driver_name,
    totals.races,
    totals.starts,
    totals.wins,
    coalesce(poles.poles, 0) as poles,
    totals.top_fives,
    totals.top_tens,
    totals.average_start,
    totals.average_finish,
    totals.best_finish,
    totals.laps_completed,
    totals.laps_led,
    totals.points,
    coalesce(stages.stage_wins, 0) as stage_wins,
    coalesce(stages.stage_points, 0) as stage_points,
    latest_standings.position as championship_position,
    latest_standings.points as championship_points
from totals
inner join drivers on totals.driver_id = drivers.driver_id
left join poles
    on
        totals.season_id = poles.season_id
        and totals.driver_id = poles.driver_id
left join stages
    on
        totals.season_id = stages.season_id
        and totals.driver_id = stages.driver_id
left join latest_standings
    on
        totals.season_id = latest_standings.season_id
        and totals.driver_id = latest_standings.driver_id;

comment on view marts.driver_season is
'one row a season and driver: totals over the races of the season that are in this warehouse; a season total only if all its races are';
comment on column marts.driver_season.season_id is 'the season, such as cup-2023';
comment on column marts.driver_season.series_id is 'the series, see core.dim_series';
comment on column marts.driver_season.season is 'the year of the season, such as 2023';
comment on column marts.driver_season.driver_id is 'the driver, see core.dim_driver';
comment on column marts.driver_season.driver_name is
'name of the driver, in the spelling used most, without markers such as (R)';
comment on column marts.driver_season.races is 'races with at least one start';
comment on column marts.driver_season.starts is 'races started';
comment on column marts.driver_season.wins is 'races won';
comment on column marts.driver_season.poles is
'times first in a listed qualifying; 0 where none is listed';
comment on column marts.driver_season.top_fives is 'finishes in the first five';
comment on column marts.driver_season.top_tens is 'finishes in the first ten';
comment on column marts.driver_season.average_start is 'average starting position';
comment on column marts.driver_season.average_finish is 'average finishing position';
comment on column marts.driver_season.best_finish is 'best finishing position';
comment on column marts.driver_season.laps_completed is 'laps run in these races, by the driver';
comment on column marts.driver_season.laps_led is 'laps led; NULL where no article says';
comment on column marts.driver_season.points is 'sum of the points of its races as published';
comment on column marts.driver_season.stage_wins is
'stages won, as far as stage results are listed; without the last stage, which is the race';
comment on column marts.driver_season.stage_points is 'points from stages';
comment on column marts.driver_season.championship_position is
'position in the standings after the last race of the season that is in this warehouse';
comment on column marts.driver_season.championship_points is
'points in those standings; not the sum of race points (penalties, resets, other races)';
