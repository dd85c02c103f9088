-- marts.points_breakdown
-- grain: one row a race and finishing position
-- key: race_id, finish_position
-- domain: points
-- chart: stage_points by driver_name
create or replace view marts.points_breakdown as
with results as (
    select * from marts.race_results
),

finish_points as (
    select * from core.dim_finish_points
),

systems as (
    select * from core.dim_points_system
),

stage_points as (
    select * from intermediate.stage_points
),

contenders as (
    select * from intermediate.finale_contenders
),

components as (
    select
        results.*,
        systems.led_lap_points + systems.most_laps_led_points
        + systems.win_points + systems.fastest_lap_points as maximum_bonus_points,
        case
            when results.is_points_eligible is false then 0
            else finish_points.points
        end as finish_points,
        stage_points.stage_1_points,
        stage_points.stage_2_points,
        stage_points.stage_3_points,
        stage_points.stage_points,
        -- NULL where the rule for who was disqualified is not known
        case
            when results.is_points_eligible is false then 1
            when results.is_disqualified
                then case when systems.disqualified_points is not null then 0 end
            when contenders.is_certain and systems.contenders_forgo = 'stages' then 0
            else 1
        end as kept
    from results
    left join systems
        on results.series_id = systems.series_id and results.season = systems.season
    left join finish_points
        on
            results.series_id = finish_points.series_id
            and results.season = finish_points.season
            and results.finish_position = finish_points.finish_position
    left join stage_points
        on
            results.race_id = stage_points.race_id
            and results.finish_position = stage_points.finish_position
    left join contenders
        on results.race_id = contenders.race_id and results.driver_id = contenders.driver_id
),

totals as (
    select
        *,
        case
            when is_points_eligible is false then 0
            else finish_points + stage_points * kept
        end as total_points
    from components
)

select
    race_id,
    season_id,
    race_number,
    finish_position,
    car_number,
    driver_id,
    driver_name,
    is_points_eligible,
    finish_points,
    stage_1_points * kept as stage_1_points,
    stage_2_points * kept as stage_2_points,
    stage_3_points * kept as stage_3_points,
    stage_points * kept as stage_points,
    total_points,
    points as published_points,
    points - total_points as difference,
    maximum_bonus_points
from totals;

comment on view marts.points_breakdown is
'one row a race and finishing position: points by rule beside the published points';
comment on column marts.points_breakdown.race_id is 'the race, see core.dim_race';
comment on column marts.points_breakdown.season_id is 'the season, such as cup-2023';
comment on column marts.points_breakdown.race_number is 'number of the race in its season, from 1';
comment on column marts.points_breakdown.finish_position is 'place at the finish, 1 for the winner';
comment on column marts.points_breakdown.car_number is
'car number as painted; text, since 07 and 7 are two cars';
comment on column marts.points_breakdown.driver_id is 'the driver, see core.dim_driver';
comment on column marts.points_breakdown.driver_name is
'name of the driver, in the spelling used most, without markers such as (R)';
comment on column marts.points_breakdown.is_points_eligible is
'false where marked ineligible for points; NULL where unknown';
comment on column marts.points_breakdown.finish_points is
'points for the finishing position by rule, 0 if ineligible; NULL where no rule is known';
comment on column marts.points_breakdown.stage_1_points is
'points from stage 1; 0 for a driver who loses them: disqualified, or known to forgo them in the finale; NULL where nobody knows what a disqualification costs';
comment on column marts.points_breakdown.stage_2_points is 'points from stage 2, likewise';
comment on column marts.points_breakdown.stage_3_points is
'points from stage 3 of races with four stages, likewise';
comment on column marts.points_breakdown.stage_points is 'points from all stages, likewise';
comment on column marts.points_breakdown.total_points is
'finish points plus stage points, 0 if ineligible; a disqualified driver has those of the position where he is listed';
comment on column marts.points_breakdown.published_points is
'driver points of the race as the article has them, stage points included';
comment on column marts.points_breakdown.difference is
'published minus total: bonus points, a penalty or an error';
comment on column marts.points_breakdown.maximum_bonus_points is
'most bonus points that the rules allow beside finish and stage points';
