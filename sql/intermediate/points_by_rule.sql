-- intermediate.points_by_rule
-- grain: one row a race and finishing position of a driver who scores
create or replace view intermediate.points_by_rule as
with results as (
    select * from core.fct_race_result
),

systems as (
    select
        races.race_id,
        systems.*
    from core.dim_points_system as systems
    inner join core.dim_season as seasons
        on systems.series_id = seasons.series_id and systems.season = seasons.season
    inner join core.dim_race as races on seasons.season_id = races.season_id
),

readings as (
    select * from intermediate.points_readings
),

differences as (
    select
        readings.*,
        results.points as published_points,
        systems.fastest_lap_points,
        results.points
        - greatest(readings.fewest_points, least(readings.most_points, results.points))
            as difference,
        coalesce(
            readings.fewest_points - results.points
            between systems.smallest_penalty and systems.largest_penalty
            and (readings.fewest_points - results.points) % systems.penalty_step = 0,
            false
        ) as may_be_penalty,
        count(*) over (
            partition by results.race_id, results.finish_position, readings.is_finale_contender
        ) > 1 as lead_is_inferred,
        count(distinct readings.is_finale_contender) over (
            partition by results.race_id, results.finish_position
        ) > 1 as contender_is_inferred,
        min(readings.fewest_points) over (
            partition by results.race_id, results.finish_position
        ) as lowest_points,
        max(readings.most_points) over (
            partition by results.race_id, results.finish_position
        ) as highest_points
    from results
    inner join systems on results.race_id = systems.race_id
    inner join readings
        on
            results.race_id = readings.race_id
            and results.finish_position = readings.finish_position
),

explanations as (
    select
        *,
        coalesce(
            difference = fastest_lap_points and fastest_lap_points > 0, false
        ) as may_be_fastest_lap,
        published_points is null and lowest_points < highest_points as is_open
    from differences
),

nearest as (
    select * from explanations
    qualify
        row_number() over (
            partition by race_id, finish_position
            order by
                difference != 0,
                not may_be_fastest_lap,
                not may_be_penalty,
                abs(difference),
                reading_number
        ) = 1
),

candidates as (
    select
        *,
        count(*) filter (where may_be_fastest_lap) over (
            partition by race_id
        ) as fastest_lap_candidates
    from nearest
),

components as (
    select
        *,
        case
            when may_be_fastest_lap and fastest_lap_candidates = 1 then fastest_lap_points else 0
        end as fastest_lap,
        case
            when most_stage_points = fewest_stage_points then fewest_stage_points
            when published_points is not null
                then
                    greatest(
                        fewest_stage_points,
                        least(
                            most_stage_points,
                            published_points - fewest_points + fewest_stage_points
                        )
                    )
        end as stage_points
    from candidates
)

select
    race_id,
    finish_position,
    published_points,
    finish_points,
    case when not is_open then win_points end as win_points,
    case when not is_open then led_lap_points end as led_lap_points,
    case when not is_open then most_laps_led_points end as most_laps_led_points,
    case when not is_open then stage_points end as stage_points,
    fastest_lap as fastest_lap_points,
    case
        when not is_open
            then fewest_points - fewest_stage_points + stage_points + fastest_lap
    end as points_by_rule,
    lowest_points + fastest_lap as lowest_points,
    highest_points + fastest_lap as highest_points,
    difference - fastest_lap as difference,
    lead_is_inferred,
    contender_is_inferred,
    most_stage_points > fewest_stage_points as stage_points_is_inferred,
    fastest_lap > 0 as fastest_lap_is_inferred,
    case when may_be_fastest_lap then fastest_lap_candidates else 0 end as fastest_lap_candidates,
    may_be_penalty
from components;

comment on view intermediate.points_by_rule is
'one row a race and finishing position of a driver who scores: the reading that fits the published points, is off by a fastest lap or a penalty, or is nearest';
comment on column intermediate.points_by_rule.race_id is 'the race, see core.dim_race';
comment on column intermediate.points_by_rule.finish_position is 'finishing position';
comment on column intermediate.points_by_rule.published_points is 'points as published';
comment on column intermediate.points_by_rule.finish_points is 'points for the finishing position';
comment on column intermediate.points_by_rule.win_points is 'points for the win';
comment on column intermediate.points_by_rule.led_lap_points is 'points for a lap led';
comment on column intermediate.points_by_rule.most_laps_led_points is 'points for most laps led';
comment on column intermediate.points_by_rule.stage_points is 'points from the stages';
comment on column intermediate.points_by_rule.fastest_lap_points is
'points for the fastest lap: since no article states it, of the one driver in the race who is over by just these points';
comment on column intermediate.points_by_rule.points_by_rule is
'sum of these; NULL where something is unknown and no points are published to hold it against';
comment on column intermediate.points_by_rule.lowest_points is 'fewest points that any reading allows';
comment on column intermediate.points_by_rule.highest_points is 'most points that any reading allows';
comment on column intermediate.points_by_rule.difference is 'published points minus those by rule';
comment on column intermediate.points_by_rule.lead_is_inferred is
'whether the article does not tell if the driver led, or led most laps, so that the published points decide';
comment on column intermediate.points_by_rule.contender_is_inferred is
'whether the article does not tell if the driver contends in the finale, so that the published points decide';
comment on column intermediate.points_by_rule.stage_points_is_inferred is
'whether the article does not list all that was paid in a stage, so that the published points decide';
comment on column intermediate.points_by_rule.fastest_lap_is_inferred is
'whether the points for the fastest lap are counted';
comment on column intermediate.points_by_rule.fastest_lap_candidates is
'drivers of the race who are over by just the points for the fastest lap, if this one is; else 0';
comment on column intermediate.points_by_rule.may_be_penalty is
'whether the published points are too few by a size that penalties have';
