-- marts.manufacturer_points
-- grain: one row a race and manufacturer
-- key: race_id, manufacturer_id
-- domain: points
-- chart: manufacturer_points by manufacturer_name
create or replace view marts.manufacturer_points as
with results as (
    select * from marts.race_results
),

finish_points as (
    select
        finish_points.*,
        systems.manufacturer_points
    from core.dim_finish_points as finish_points
    inner join core.dim_points_system as systems
        on
            finish_points.series_id = systems.series_id
            and finish_points.season = systems.season
),

best_cars as (
    select * from results
    where manufacturer_id is not null
    qualify
        row_number() over (
            partition by race_id, manufacturer_id order by finish_position
        ) = 1
),

standings as (
    select * from core.fct_manufacturer_standing
)

select
    best_cars.race_id,
    best_cars.season_id,
    best_cars.race_number,
    best_cars.manufacturer_id,
    best_cars.manufacturer_name,
    best_cars.finish_position as best_finish_position,
    best_cars.driver_id as best_driver_id,
    best_cars.driver_name as best_driver_name,
    finish_points.points as manufacturer_points,
    standings.points as championship_points,
    standings.points - finish_points.points as championship_points_before
from best_cars
left join finish_points
    on
        best_cars.series_id = finish_points.series_id
        and best_cars.season = finish_points.season
        and best_cars.finish_position = finish_points.finish_position
        and finish_points.manufacturer_points = 'best_finish'
left join standings
    on
        best_cars.race_id = standings.race_id
        and best_cars.manufacturer_id = standings.manufacturer_id;

comment on view marts.manufacturer_points is
'one row a race and manufacturer: points of a race where the rule is known: the finish points of the best car';
comment on column marts.manufacturer_points.race_id is 'the race, see core.dim_race';
comment on column marts.manufacturer_points.season_id is 'the season, such as cup-2023';
comment on column marts.manufacturer_points.race_number is
'number of the race in its season, from 1';
comment on column marts.manufacturer_points.manufacturer_id is
'the manufacturer, see core.dim_manufacturer';
comment on column marts.manufacturer_points.manufacturer_name is
'name of the make, in the spelling used most, such as Chevrolet';
comment on column marts.manufacturer_points.best_finish_position is
'finishing position of the best car';
comment on column marts.manufacturer_points.best_driver_id is 'driver of the best car';
comment on column marts.manufacturer_points.best_driver_name is 'name of this driver';
comment on column marts.manufacturer_points.manufacturer_points is
'finish points of the best car; NULL where core.dim_points_system knows no such rule';
comment on column marts.manufacturer_points.championship_points is
'points in the manufacturers'' championship after the race, as published';
comment on column marts.manufacturer_points.championship_points_before is
'these points without those of the race';
