-- intermediate.points_by_rule
-- grain: one row a race and finishing position of a driver who scores
-- key: race_id, finish_position
-- domain: points
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
        results.laps_led,
        systems.fastest_lap_points,
        systems.finale_contenders,
        results.points
        - greatest(readings.fewest_points, least(readings.most_points, results.points))
            as difference,
        coalesce(
            readings.fewest_points - results.points
            between systems.smallest_penalty and systems.largest_penalty
            and (readings.fewest_points - results.points) % systems.penalty_step = 0
            -- a driver who is published with nothing may not have been eligible
            and results.points != 0,
            false
        ) as may_be_penalty
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
        coalesce(difference between 1 and most_later_points, false) as may_be_later_stage
    from differences
),

-- what a reading fits by comes first, then how far it is off, then its number
scores as (
    select
        *,
        case
            when difference = 0 then 0
            when may_be_fastest_lap then 1
            when may_be_later_stage then 2
            when may_be_penalty then 3
            else 4
        end * 1000000 + least(coalesce(abs(difference), 0), 99999) * 10 + reading_number as score
    from explanations
),

ranked as (
    select
        *,
        min(score) over positions as best_score,
        min(score) filter (
            where not is_presumed_contender and not is_presumed_leader
        ) over positions as best_known_score,
        min(score) filter (where is_presumed_contender) over positions as best_contender_score,
        min(score) filter (where is_presumed_leader) over positions as best_leader_score,
        case
            when is_finale_contender then count(*) filter (where is_finale_contender) over positions
            else count(*) filter (where not is_finale_contender) over positions
        end > 1 as lead_is_inferred,
        bool_or(is_finale_contender) over positions
        and bool_or(not is_finale_contender) over positions as contender_is_inferred,
        min(fewest_points) over positions as lowest_points,
        max(most_points) over positions as highest_points
    from scores
    window positions as (partition by race_id, finish_position)
),

needs as (
    select
        *,
        score = best_score as is_nearest,
        score = best_known_score as is_nearest_known,
        published_points is null and lowest_points < highest_points as is_open,
        -- as published, or off by a fastest lap
        coalesce(best_contender_score = best_score and best_score < 2000000, false)
            as needs_contender,
        coalesce(best_leader_score = best_score and best_score < 1000000, false)
            as needs_most_laps_led
    from ranked
    where score in (best_score, best_known_score)
),

-- a presumption that too many drivers need is none: then the nearest reading without it counts
counted as (
    select
        *,
        count(*) filter (where is_nearest and may_be_fastest_lap) over races as fastest_lap_candidates,
        count(*) filter (
            where
            is_nearest and is_finale_contender and (needs_contender or not is_presumed_contender)
        ) over races as contender_candidates,
        count(*) filter (where is_nearest and needs_most_laps_led) over races as most_laps_led_candidates,
        -- who led as many laps as another, by the results, did not lead fewer
        count(*) filter (where is_nearest and needs_most_laps_led and laps_led is null) over races
        + cast(
            coalesce(
                bool_or(is_nearest and needs_most_laps_led and laps_led is not null) over races,
                false
            ) as integer
        )
        + cast(leader_is_known as integer) as most_leaders,
        bool_or(best_score >= 3000000 and published_points > 0) over races as has_row_off
    from needs
    window races as (partition by race_id)
),

excesses as (
    select
        *,
        needs_contender and contender_candidates > finale_contenders as is_contender_too_many,
        needs_most_laps_led and most_leaders > 1 as is_leader_too_many,
        has_row_off
        or most_leaders > 1
        or coalesce(contender_candidates > finale_contenders, false)
        or (fastest_lap_candidates > 1 and most_later_points = 0) as race_has_misfit
    from counted
),

candidates as (
    select
        *,
        may_be_fastest_lap and fastest_lap_candidates = 1 as has_fastest_lap,
        is_contender_too_many or is_leader_too_many as is_too_many
    from excesses
    where
        case
            when is_contender_too_many or is_leader_too_many then is_nearest_known
            else is_nearest
        end
),

components as (
    select
        *,
        case when has_fastest_lap then fastest_lap_points else 0 end as fastest_lap,
        case
            when may_be_later_stage and not has_fastest_lap then difference else 0
        end as later_stage,
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
        end as listed_stage_points
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
    case when not is_open then listed_stage_points + later_stage end as stage_points,
    fastest_lap as fastest_lap_points,
    case
        when not is_open
            then
                fewest_points - fewest_stage_points
                + listed_stage_points + later_stage + fastest_lap
    end as points_by_rule,
    lowest_points + fastest_lap as lowest_points,
    highest_points + fastest_lap + case when later_stage > 0 then most_later_points else 0 end
        as highest_points,
    difference - fastest_lap - later_stage as difference,
    lead_is_inferred,
    contender_is_inferred,
    most_stage_points > fewest_stage_points or later_stage > 0 as stage_points_is_inferred,
    fastest_lap > 0 as fastest_lap_is_inferred,
    case
        when may_be_fastest_lap and later_stage = 0 then fastest_lap_candidates else 0
    end as fastest_lap_candidates,
    needs_contender as contender_is_presumed,
    case when is_contender_too_many then contender_candidates else 0 end as contender_candidates,
    case
        when is_leader_too_many then most_laps_led_candidates else 0
    end as most_laps_led_candidates,
    may_be_penalty and not is_too_many as may_be_penalty,
    race_has_misfit
from components;

comment on view intermediate.points_by_rule is
'one row a race and finishing position of a driver who scores: the reading that fits the published points, is off by a fastest lap or a penalty, or is nearest';
comment on column intermediate.points_by_rule.race_id is 'the race, see core.dim_race';
comment on column intermediate.points_by_rule.finish_position is
'place at the finish, 1 for the winner';
comment on column intermediate.points_by_rule.published_points is
'driver points of the race as the article has them, stage points included';
comment on column intermediate.points_by_rule.finish_points is 'points for the finishing position';
comment on column intermediate.points_by_rule.win_points is
'points for winning, beside those for the first position';
comment on column intermediate.points_by_rule.led_lap_points is
'points for having led one lap or more';
comment on column intermediate.points_by_rule.most_laps_led_points is
'points for having led no fewer laps than any other, beside those for a lap led';
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
comment on column intermediate.points_by_rule.contender_is_presumed is
'whether only that the driver contends in the finale, which the article does not tell, explains the published points';
comment on column intermediate.points_by_rule.contender_candidates is
'drivers of the race who contend or would have to, if this one would and they are more than there can be; else 0';
comment on column intermediate.points_by_rule.most_laps_led_candidates is
'drivers of the race who would have to have led most laps, though the article does not tell, if this one would and they are more than there can be; else 0';
comment on column intermediate.points_by_rule.may_be_penalty is
'whether the published points are too few by a size that penalties have';
comment on column intermediate.points_by_rule.race_has_misfit is
'whether some driver of the race, who is published with more than 0, has points that the rules do not explain';
