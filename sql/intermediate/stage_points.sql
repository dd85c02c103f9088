-- intermediate.stage_points
-- grain: one row a race and finishing position
-- key: race_id, finish_position
-- domain: points
create or replace view intermediate.stage_points as
with cars as (
    select
        results.race_id,
        results.finish_position,
        results.driver_id,
        results.car_number,
        seasons.series_id,
        seasons.season,
        count(*) over (partition by results.race_id, results.driver_id) as cars_of_driver
    from core.fct_race_result as results
    inner join core.dim_race as races on results.race_id = races.race_id
    inner join core.dim_season as seasons on races.season_id = seasons.season_id
),

systems as (
    select * from core.dim_points_system
),

position_points as (
    select * from core.dim_stage_points
),

stage_results as (
    select * from core.fct_stage_result
),

result_tables as (
    select distinct
        document_id,
        table_index
    from core.fct_race_result
),

-- the stage that is named above the results ends with the race and is not paid
named_stages as (
    select
        stages.race_id,
        stages.stage_number - cast(result_tables.document_id is not null as integer) as paid_stages,
        result_tables.document_id is not null as is_last
    from core.fct_stage as stages
    left join result_tables
        on
            stages.document_id = result_tables.document_id
            and stages.table_index = result_tables.table_index
    union all
    select
        race_id,
        stage_number as paid_stages,
        false as is_last
    from stage_results
),

named_most as (
    select
        race_id,
        max(paid_stages) as paid_stages,
        bool_or(is_last) as names_last
    from named_stages
    group by race_id
),

paid_stages as (
    select distinct
        cars.race_id,
        cars.series_id,
        cars.season,
        case
            when systems.most_paid_stages = 0 then 0
            when named_most.paid_stages is null then systems.most_paid_stages
            else greatest(named_most.paid_stages, systems.fewest_paid_stages)
        end as paid_stages,
        case when named_most.names_last then 0 else systems.most_paid_stages end as most_paid_stages
    from cars
    inner join systems
        on cars.series_id = systems.series_id and cars.season = systems.season
    left join named_most on cars.race_id = named_most.race_id
),

numbered_stages as (
    select
        race_id,
        series_id,
        season,
        unnest(range(1, paid_stages + 1)) as stage_number
    from paid_stages
),

-- an article that does not name the last stage need not list all the others
later_stages as (
    select
        paid_stages.race_id,
        cast(
            greatest(paid_stages.most_paid_stages - paid_stages.paid_stages, 0)
            * max(position_points.points) as integer
        ) as most_points
    from paid_stages
    inner join position_points
        on
            paid_stages.series_id = position_points.series_id
            and paid_stages.season = position_points.season
    group by paid_stages.race_id, paid_stages.most_paid_stages, paid_stages.paid_stages
),

open_stages as (
    select
        numbered_stages.race_id,
        numbered_stages.stage_number,
        max(position_points.points) as most_unlisted_points
    from numbered_stages
    inner join position_points
        on
            numbered_stages.series_id = position_points.series_id
            and numbered_stages.season = position_points.season
    left join stage_results
        on
            numbered_stages.race_id = stage_results.race_id
            and numbered_stages.stage_number = stage_results.stage_number
            and position_points.stage_position = stage_results.position
    where stage_results.race_id is null
    group by numbered_stages.race_id, numbered_stages.stage_number
),

listed as (
    select
        cars.race_id,
        cars.finish_position,
        stage_results.stage_number,
        sum(coalesce(stage_results.stage_points, position_points.points, 0)) as points
    from cars
    inner join stage_results
        on
            cars.race_id = stage_results.race_id
            and cars.driver_id = stage_results.driver_id
            -- the car matters only for a driver who was in two of them
            and (cars.cars_of_driver = 1 or cars.car_number = stage_results.car_number)
    left join position_points
        on
            cars.series_id = position_points.series_id
            and cars.season = position_points.season
            and stage_results.position = position_points.stage_position
    group by cars.race_id, cars.finish_position, stage_results.stage_number
),

stated as (
    select
        race_id,
        finish_position,
        sum(points) filter (where stage_number = 1) as stage_1_points,
        sum(points) filter (where stage_number = 2) as stage_2_points,
        sum(points) filter (where stage_number = 3) as stage_3_points,
        sum(points) as stage_points
    from listed
    group by race_id, finish_position
),

unstated as (
    select
        cars.race_id,
        cars.finish_position,
        count(*) as unknown_stages,
        sum(open_stages.most_unlisted_points) as most_unknown_points
    from cars
    inner join open_stages on cars.race_id = open_stages.race_id
    left join listed
        on
            cars.race_id = listed.race_id
            and cars.finish_position = listed.finish_position
            and open_stages.stage_number = listed.stage_number
    where listed.race_id is null
    group by cars.race_id, cars.finish_position
)

select
    cars.race_id,
    cars.finish_position,
    cars.driver_id,
    cast(coalesce(stated.stage_1_points, 0) as integer) as stage_1_points,
    cast(coalesce(stated.stage_2_points, 0) as integer) as stage_2_points,
    cast(coalesce(stated.stage_3_points, 0) as integer) as stage_3_points,
    cast(coalesce(stated.stage_points, 0) as integer) as stage_points,
    cast(coalesce(unstated.unknown_stages, 0) as integer) as unknown_stages,
    cast(coalesce(unstated.most_unknown_points, 0) as integer) as most_unknown_points,
    coalesce(later_stages.most_points, 0) as most_later_points
from cars
left join later_stages on cars.race_id = later_stages.race_id
left join stated
    on cars.race_id = stated.race_id and cars.finish_position = stated.finish_position
left join unstated
    on cars.race_id = unstated.race_id and cars.finish_position = unstated.finish_position;

comment on view intermediate.stage_points is
'one row a race and finishing position: points from the stages, and what nobody can tell of them';
comment on column intermediate.stage_points.race_id is 'the race, see core.dim_race';
comment on column intermediate.stage_points.finish_position is
'place at the finish, 1 for the winner';
comment on column intermediate.stage_points.driver_id is 'the driver, see core.dim_driver';
comment on column intermediate.stage_points.stage_1_points is
'points from stage 1, as published, else by rule of the position at its end';
comment on column intermediate.stage_points.stage_2_points is 'points from stage 2';
comment on column intermediate.stage_points.stage_3_points is 'points from stage 3 of races with four stages';
comment on column intermediate.stage_points.stage_points is 'points from all stages that list the driver';
comment on column intermediate.stage_points.unknown_stages is
'paid stages of which the article lists neither the driver nor all positions that are paid';
comment on column intermediate.stage_points.most_unknown_points is
'most points that these can have given the driver';
comment on column intermediate.stage_points.most_later_points is
'most points of stages that may have been held besides: the longest race pays more than the article lists, and it does not name the last stage';
