-- marts.manufacturer_season
-- grain: one row a season and manufacturer
-- key: season_id, manufacturer_id
-- domain: seasons
-- chart: wins by manufacturer_name
create or replace view marts.manufacturer_season as
with results as (
    select * from marts.race_results
),

manufacturers as (
    select * from core.dim_manufacturer
),

totals as (
    select
        season_id,
        series_id,
        season,
        manufacturer_id,
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
    where manufacturer_id is not null
    group by season_id, series_id, season, manufacturer_id
),

poles as (
    select
        races.season_id,
        qualifying.manufacturer_id,
        count(*) as poles
    from core.fct_qualifying_result as qualifying
    inner join core.dim_race as races on qualifying.race_id = races.race_id
    where qualifying.position = 1
    group by races.season_id, qualifying.manufacturer_id
),

stages as (
    select
        races.season_id,
        stage_results.manufacturer_id,
        count(*) filter (where stage_results.position = 1) as stage_wins,
        cast(sum(stage_results.stage_points) as integer) as stage_points
    from core.fct_stage_result as stage_results
    inner join core.dim_race as races on stage_results.race_id = races.race_id
    group by races.season_id, stage_results.manufacturer_id
),

manufacturer_points as (
    select
        season_id,
        manufacturer_id,
        sum(manufacturer_points) as manufacturer_points
    from marts.manufacturer_points
    group by season_id, manufacturer_id
)

select
    totals.season_id,
    totals.series_id,
    totals.season,
    totals.manufacturer_id,
    manufacturers.manufacturer_name,
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
    cast(manufacturer_points.manufacturer_points as integer) as manufacturer_points
from totals
inner join manufacturers on totals.manufacturer_id = manufacturers.manufacturer_id
left join poles
    on
        totals.season_id = poles.season_id
        and totals.manufacturer_id = poles.manufacturer_id
left join stages
    on
        totals.season_id = stages.season_id
        and totals.manufacturer_id = stages.manufacturer_id
left join manufacturer_points
    on
        totals.season_id = manufacturer_points.season_id
        and totals.manufacturer_id = manufacturer_points.manufacturer_id;

comment on view marts.manufacturer_season is
'one row a season and manufacturer: totals over the races of the season that are in this warehouse; a season total only if all its races are';
comment on column marts.manufacturer_season.season_id is 'the season, such as cup-2023';
comment on column marts.manufacturer_season.series_id is 'the series, see core.dim_series';
comment on column marts.manufacturer_season.season is 'the year of the season, such as 2023';
comment on column marts.manufacturer_season.manufacturer_id is
'the manufacturer, see core.dim_manufacturer';
comment on column marts.manufacturer_season.manufacturer_name is
'name of the make, in the spelling used most, such as Chevrolet';
comment on column marts.manufacturer_season.races is 'races with at least one start';
comment on column marts.manufacturer_season.starts is 'cars started';
comment on column marts.manufacturer_season.wins is 'races won';
comment on column marts.manufacturer_season.poles is
'times first in a listed qualifying; 0 where none is listed';
comment on column marts.manufacturer_season.top_fives is 'finishes in the first five';
comment on column marts.manufacturer_season.top_tens is 'finishes in the first ten';
comment on column marts.manufacturer_season.average_start is 'average starting position';
comment on column marts.manufacturer_season.average_finish is 'average finishing position';
comment on column marts.manufacturer_season.best_finish is 'best finishing position';
comment on column marts.manufacturer_season.laps_completed is
'laps run in these races, by all its cars';
comment on column marts.manufacturer_season.laps_led is 'laps led; NULL where no article says';
comment on column marts.manufacturer_season.points is
'sum of the driver points of its cars as published';
comment on column marts.manufacturer_season.stage_wins is
'stages won, as far as stage results are listed; without the last stage, which is the race';
comment on column marts.manufacturer_season.stage_points is 'points from stages';
comment on column marts.manufacturer_season.manufacturer_points is
'sum of the finish points of the best car in each race; the rule since 2017';
