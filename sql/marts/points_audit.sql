-- marts.points_audit
-- grain: one row a race and finishing position
-- key: race_id, finish_position
-- domain: points
-- chart: rows by status
create or replace view marts.points_audit as
with results as (
    select * from marts.race_results
),

fields as (
    select
        race_id,
        max(finish_position) as last_position,
        count(*) as cars
    from core.fct_race_result
    group by race_id
),

entries as (
    select
        race_id,
        count(*) as cars
    from core.fct_entry
    group by race_id
),

systems as (
    select * from core.dim_points_system
),

finish_points as (
    select * from core.dim_finish_points
),

rules as (
    select * from intermediate.points_by_rule
),

contenders as (
    select * from intermediate.finale_contenders
),

facts as (
    select
        results.*,
        fields.last_position,
        systems.season is not null as has_system,
        systems.has_declared_series,
        systems.contenders_forgo,
        systems.disqualified_points,
        systems.finale_contenders,
        -- a result is whole with every entered car, or with all that any position is worth
        coalesce(fields.cars >= entries.cars, false) or next_points.points is null as is_whole,
        own_points.points as own_points,
        last_points.points as last_points,
        case
            when contenders.driver_id is null then false
            when contenders.is_certain then true
        end as is_finale_contender
    from results
    inner join fields on results.race_id = fields.race_id
    left join systems
        on results.series_id = systems.series_id and results.season = systems.season
    left join finish_points as own_points
        on
            results.series_id = own_points.series_id
            and results.season = own_points.season
            and results.finish_position = own_points.finish_position
    left join finish_points as last_points
        on
            results.series_id = last_points.series_id
            and results.season = last_points.season
            and fields.last_position = last_points.finish_position
    left join finish_points as next_points
        on
            results.series_id = next_points.series_id
            and results.season = next_points.season
            and fields.last_position + 1 = next_points.finish_position
    left join entries on results.race_id = entries.race_id
    left join contenders
        on results.race_id = contenders.race_id and results.driver_id = contenders.driver_id
),

-- the rule that a row is held against
rulings as (
    select
        *,
        case
            when not has_system then 'no system'
            when is_points_eligible is false then 'ineligible'
            when is_disqualified and disqualified_points is null then 'no disqualification'
            when own_points is null or (is_disqualified and last_points is null)
                then 'no position'
            when is_points_eligible is null and points = 0 and has_declared_series
                then 'eligibility unknown'
            when
                is_disqualified
                and not is_whole
                and (points != own_points or finish_position_is_inferred)
                then 'last position unknown'
            when is_disqualified then 'disqualified'
            else 'scores'
        end as ruling
    from facts
),

without_bonuses as (
    select
        race_id,
        finish_position,
        points,
        case
            when ruling = 'ineligible' then 0
            -- listed last, or where the car came in
            when points = own_points then own_points
            else last_points
        end as points_by_rule,
        case
            when ruling = 'ineligible' then 0 else least(own_points, last_points)
        end as lowest_points,
        case
            when ruling = 'ineligible' then 0 else greatest(own_points, last_points)
        end as highest_points
    from rulings
    where ruling in ('ineligible', 'disqualified')
),

expected as (
    select * from rules
    union all
    select
        race_id,
        finish_position,
        points as published_points,
        points_by_rule as finish_points,
        0 as win_points,
        0 as led_lap_points,
        0 as most_laps_led_points,
        0 as stage_points,
        0 as fastest_lap_points,
        points_by_rule,
        lowest_points,
        highest_points,
        points - points_by_rule as difference,
        false as lead_is_inferred,
        false as contender_is_inferred,
        false as stage_points_is_inferred,
        false as fastest_lap_is_inferred,
        0 as fastest_lap_candidates,
        false as contender_is_presumed,
        0 as contender_candidates,
        0 as most_laps_led_candidates,
        false as may_be_penalty,
        false as race_has_misfit
    from without_bonuses
),

findings as (
    select
        rulings.*,
        expected.finish_points,
        expected.win_points,
        expected.led_lap_points,
        expected.most_laps_led_points,
        expected.stage_points,
        expected.fastest_lap_points,
        expected.points_by_rule,
        expected.lowest_points,
        expected.highest_points,
        expected.difference,
        expected.lead_is_inferred,
        expected.contender_is_inferred,
        expected.stage_points_is_inferred,
        expected.fastest_lap_is_inferred,
        expected.fastest_lap_candidates,
        expected.contender_candidates,
        expected.most_laps_led_candidates,
        coalesce(
            expected.difference = 0 and expected.contender_is_presumed, false
        ) as contender_is_presumed,
        coalesce(expected.race_has_misfit, false) as race_has_misfit,
        case
            when rulings.points is null or rulings.ruling not in ('scores', 'ineligible', 'disqualified')
                then 'not_validated'
            when expected.difference = 0 and rulings.ruling != 'scores' then rulings.ruling
            when expected.difference = 0 and expected.contender_is_presumed then 'not_validated'
            when expected.difference = 0 and expected.stage_points_is_inferred
                then 'stage_unknown'
            when expected.difference = 0 then 'exact'
            when expected.may_be_penalty then 'adjustment_candidate'
            else 'mismatch'
        end as row_status
    from rulings
    left join expected
        on
            rulings.race_id = expected.race_id
            and rulings.finish_position = expected.finish_position
            and rulings.ruling in ('scores', 'ineligible', 'disqualified')
),

-- a race without a number may be none of the championship: only if all of it fits, it counts
outcomes as (
    select
        *,
        race_number is null
        and (race_has_misfit or row_status in ('mismatch', 'adjustment_candidate')) as is_doubtful
    from findings
),

judged as (
    select
        *,
        case when is_doubtful then 'not_validated' else row_status end as audit_status
    from outcomes
),

-- the parts of the sentence that gives the reason
phrases as (
    select
        *,
        case ruling
            when 'ineligible' then 'marked as ineligible for points: 0'
            when 'disqualified'
                then
                    points_by_rule || ' for ' || case
                        when points_by_rule = last_points then 'the last position, ' || last_position
                        else 'position ' || finish_position
                    end || ', without stage points, since disqualified'
            else
                concat_ws(
                    ' + ',
                    finish_points || ' for position ' || finish_position,
                    case when win_points > 0 then win_points || ' for the win' end,
                    case when led_lap_points > 0 then led_lap_points || ' for a lap led' end,
                    case
                        when most_laps_led_points > 0
                            then most_laps_led_points || ' for most laps led'
                    end,
                    case when stage_points > 0 then stage_points || ' for stages' end,
                    case
                        when fastest_lap_points > 0
                            then fastest_lap_points || ' for the fastest lap'
                    end
                )
                || case when points_by_rule > finish_points then ' = ' || points_by_rule else '' end
        end as reckoning,
        case
            when difference = 0 then ', as published'
            else
                '; published: ' || points || ', which is ' || abs(difference)
                || case when difference > 0 then ' more' else ' fewer' end
        end as comparison,
        concat(
            case when row_status = 'adjustment_candidate' then ', maybe a penalty' end,
            case
                when is_finale_contender
                    then '; contends for the title in this race, and so forgoes ' || contenders_forgo
            end,
            case
                when fastest_lap_is_inferred
                    then '; nobody else in the race is over by ' || fastest_lap_points
            end,
            case
                when fastest_lap_candidates > 1
                    then
                        '; ' || fastest_lap_candidates || ' drivers of the race are over by '
                        || difference || ', and only one of them had the fastest lap'
            end,
            case
                when contender_candidates > 0
                    then
                        '; ' || contender_candidates || ' drivers of the race would have to '
                        || 'contend for the title, and at most ' || finale_contenders || ' do'
            end,
            case
                when contender_is_presumed
                    then '; fits only if the driver contends for the title'
            end,
            case
                when most_laps_led_candidates > 0
                    then
                        '; rows of the race that fit only with most laps led, beside any driver '
                        || 'who is known to have led them: ' || most_laps_led_candidates
            end,
            case
                when stage_points_is_inferred
                    then '; the article does not list all that the stages paid'
            end,
            case
                when lead_is_inferred
                    then '; the article does not tell whether the driver led'
            end,
            case
                when contender_is_inferred
                    then '; the article does not tell whether the driver contends for the title'
            end,
            case
                when lowest_points < highest_points
                    then
                        '; by the rules at least ' || lowest_points || ' and at most ' || highest_points
            end,
            case
                when is_doubtful
                    then
                        '; the race has no number, so it may be none of the championship, and '
                        || 'not all of its points fit'
            end
        ) as remarks
    from judged
)

select
    race_id,
    season_id,
    series_id,
    season,
    race_number,
    finish_position,
    car_number,
    driver_id,
    driver_name,
    is_points_eligible,
    is_disqualified,
    is_finale_contender,
    points as published_points,
    points_by_rule,
    finish_points,
    win_points,
    led_lap_points,
    most_laps_led_points,
    stage_points,
    fastest_lap_points,
    lead_is_inferred,
    contender_is_inferred,
    stage_points_is_inferred,
    fastest_lap_is_inferred,
    lowest_points,
    highest_points,
    difference,
    audit_status as status,
    case
        when ruling = 'no system' then 'no rule is known for the points of ' || season_id
        when points is null then 'the article states no points'
        when ruling = 'no disqualification'
            then 'disqualified, and what that costs in ' || season_id || ' is not known'
        when ruling = 'no position'
            then
                'no rule is known for position '
                || case when own_points is null then finish_position else last_position end
                || ' in ' || season_id
        when ruling = 'last position unknown'
            then
                'disqualified, which makes him last, but the result may not list all cars; '
                || 'published: ' || points
        when ruling = 'eligibility unknown'
            then
                'published: 0 for position ' || finish_position || ', which pays ' || own_points
                || '; the article does not tell whether the driver was eligible for points'
        else reckoning || comparison || remarks
    end as reason,
    document_id,
    table_index,
    row_index
from phrases;

comment on view marts.points_audit is
'one row a race and finishing position: the published points held against the rules, with the outcome and its reason';
comment on column marts.points_audit.race_id is 'the race, see core.dim_race';
comment on column marts.points_audit.season_id is 'the season, such as cup-2023';
comment on column marts.points_audit.series_id is 'the series, see core.dim_series';
comment on column marts.points_audit.season is 'the year of the season, such as 2023';
comment on column marts.points_audit.race_number is 'number of the race in its season, from 1';
comment on column marts.points_audit.finish_position is 'place at the finish, 1 for the winner';
comment on column marts.points_audit.car_number is
'car number as painted; text, since 07 and 7 are two cars';
comment on column marts.points_audit.driver_id is 'the driver, see core.dim_driver';
comment on column marts.points_audit.driver_name is
'name of the driver, in the spelling used most, without markers such as (R)';
comment on column marts.points_audit.is_points_eligible is
'false where marked ineligible for points; NULL where unknown';
comment on column marts.points_audit.is_disqualified is
'whether the article says that the driver was disqualified';
comment on column marts.points_audit.is_finale_contender is
'whether the driver contends for the title in this race, the last of its season; NULL where nobody can tell';
comment on column marts.points_audit.published_points is
'driver points of the race as the article has them, stage points included';
comment on column marts.points_audit.points_by_rule is
'sum of the parts that follow; where something is unknown, of what is nearest to the published points; NULL where there is nothing to hold them against';
comment on column marts.points_audit.finish_points is 'points for the finishing position';
comment on column marts.points_audit.win_points is
'points for winning, beside those for the first position';
comment on column marts.points_audit.led_lap_points is 'points for having led one lap or more';
comment on column marts.points_audit.most_laps_led_points is
'points for having led no fewer laps than any other, beside those for a lap led';
comment on column marts.points_audit.stage_points is 'points from the stages';
comment on column marts.points_audit.fastest_lap_points is
'points for the fastest lap, always inferred';
comment on column marts.points_audit.lead_is_inferred is
'whether the article does not tell if the driver led, or led most laps, so that the published points decide';
comment on column marts.points_audit.contender_is_inferred is
'whether the article does not tell if the driver contends in the finale, so that the published points decide';
comment on column marts.points_audit.stage_points_is_inferred is
'whether the article does not list all that was paid in a stage, so that the published points decide';
comment on column marts.points_audit.fastest_lap_is_inferred is
'whether the points for the fastest lap are counted: the driver is the one in the race who is over by just these';
comment on column marts.points_audit.lowest_points is 'fewest points that the rules allow';
comment on column marts.points_audit.highest_points is
'most points that the rules allow; not all between the two are possible';
comment on column marts.points_audit.difference is 'published points minus those by rule';
comment on column marts.points_audit.status is
'exact, ineligible, disqualified, stage_unknown (possible), adjustment_candidate (too few, as by a penalty), mismatch, or not_validated (no rule, no points, or unclear)';
comment on column marts.points_audit.reason is 'the reckoning in a sentence, with its numbers';
comment on column marts.points_audit.document_id is 'source document: its path below raw/';
comment on column marts.points_audit.table_index is
'source table: its number in the document, from 0';
comment on column marts.points_audit.row_index is
'source row: its number in the table, from 0; see staging.table_row';
