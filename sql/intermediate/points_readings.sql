-- intermediate.points_readings
-- grain: one row a race, finishing position and reading of the rules
-- key: race_id, finish_position, reading_number
-- domain: points
create or replace view intermediate.points_readings as
with results as (
    select * from marts.race_results
),

systems as (
    select * from core.dim_points_system
),

finish_points as (
    select * from core.dim_finish_points
),

stage_points as (
    select * from intermediate.stage_points
),

leaders as (
    select * from intermediate.lap_leaders
),

contenders as (
    select * from intermediate.finale_contenders
),

scorers as (
    select
        results.race_id,
        results.finish_position,
        finish_points.points as finish_points,
        case when results.finish_position = 1 then systems.win_points else 0 end as win_points,
        systems.led_lap_points,
        systems.most_laps_led_points,
        coalesce(systems.contenders_forgo = 'bonuses', false) as contenders_forgo_bonuses,
        coalesce(systems.contenders_forgo = 'stages', false) as contenders_forgo_stages,
        systems.led_lap_points + systems.most_laps_led_points > 0 as has_lead_bonus,
        leaders.has_led,
        leaders.has_led_most,
        leaders.leader_is_known,
        contenders.driver_id is not null as may_contend,
        coalesce(contenders.is_certain, false) as contends,
        stage_points.stage_points,
        stage_points.most_unknown_points,
        stage_points.most_later_points
    from results
    inner join systems
        on results.series_id = systems.series_id and results.season = systems.season
    inner join finish_points
        on
            results.series_id = finish_points.series_id
            and results.season = finish_points.season
            and results.finish_position = finish_points.finish_position
    inner join stage_points
        on
            results.race_id = stage_points.race_id
            and results.finish_position = stage_points.finish_position
    inner join leaders
        on
            results.race_id = leaders.race_id
            and results.finish_position = leaders.finish_position
    left join contenders
        on results.race_id = contenders.race_id and results.driver_id = contenders.driver_id
    where results.is_points_eligible is distinct from false and not results.is_disqualified
),

-- what may be: whether the driver contends for the title, led a lap, and led most laps
possibilities as (
    select combinations.*
    from
        (
            values
            (1, false, false, false),
            (2, false, true, false),
            (3, false, true, true),
            (4, true, false, false),
            (5, true, true, false),
            (6, true, true, true)
        ) as combinations (reading_number, contends, has_led, has_led_most)
),

pairs as (
    select
        scorers.*,
        possibilities.reading_number,
        possibilities.contends as reads_contends,
        possibilities.has_led as reads_led,
        possibilities.has_led_most as reads_led_most,
        not possibilities.contends or not scorers.contenders_forgo_bonuses as scores_bonuses,
        not possibilities.contends or not scorers.contenders_forgo_stages as scores_stages
    from scorers
    inner join possibilities
        on
            (possibilities.contends or not scorers.contends)
            and (scorers.may_contend or not possibilities.contends)
),

readings as (
    select *
    from pairs
    where
        case
            when has_lead_bonus and scores_bonuses
                then
                    reads_led = coalesce(has_led, reads_led)
                    and reads_led_most = coalesce(has_led_most, reads_led_most)
            -- the same points whoever led
            else not reads_led
        end
),

components as (
    select
        *,
        case when scores_bonuses then win_points else 0 end as win_bonus,
        case when scores_bonuses and reads_led then led_lap_points else 0 end as led_lap_bonus,
        case
            when scores_bonuses and reads_led_most then most_laps_led_points else 0
        end as most_laps_led_bonus,
        case when scores_stages then stage_points else 0 end as fewest_stage_points,
        case
            when scores_stages then stage_points + most_unknown_points else 0
        end as most_stage_points,
        case when scores_stages then most_later_points else 0 end as later_stage_points
    from readings
)

select
    race_id,
    finish_position,
    reading_number,
    reads_contends as is_finale_contender,
    reads_contends and not contends as is_presumed_contender,
    most_laps_led_bonus > 0 and has_led_most is null as is_presumed_leader,
    leader_is_known,
    finish_points,
    win_bonus as win_points,
    led_lap_bonus as led_lap_points,
    most_laps_led_bonus as most_laps_led_points,
    fewest_stage_points,
    most_stage_points,
    later_stage_points as most_later_points,
    finish_points + win_bonus + led_lap_bonus + most_laps_led_bonus
    + fewest_stage_points as fewest_points,
    finish_points + win_bonus + led_lap_bonus + most_laps_led_bonus
    + most_stage_points as most_points
from components;

comment on view intermediate.points_readings is
'one row a race, finishing position and reading of the rules: points for each way in which what the article leaves open can be, but for the fastest lap';
comment on column intermediate.points_readings.race_id is 'the race, see core.dim_race';
comment on column intermediate.points_readings.finish_position is
'place at the finish, 1 for the winner';
comment on column intermediate.points_readings.reading_number is
'number of the reading, from 1: not a contender in the finale, then one; without a lap led, with one, with most laps led';
comment on column intermediate.points_readings.is_finale_contender is
'whether the driver is read as one of those who contend for the title in this race';
comment on column intermediate.points_readings.is_presumed_contender is
'whether he is read so though the article does not tell';
comment on column intermediate.points_readings.is_presumed_leader is
'whether the driver is read as the one who led most laps though the article does not tell';
comment on column intermediate.points_readings.leader_is_known is
'whether the article tells of some driver of the race that he led most laps';
comment on column intermediate.points_readings.finish_points is 'points for the finishing position';
comment on column intermediate.points_readings.win_points is
'points for winning, beside those for the first position';
comment on column intermediate.points_readings.led_lap_points is
'points for having led one lap or more';
comment on column intermediate.points_readings.most_laps_led_points is
'points for having led no fewer laps than any other, beside those for a lap led';
comment on column intermediate.points_readings.fewest_stage_points is
'points from the stages that list the driver';
comment on column intermediate.points_readings.most_stage_points is
'fewest_stage_points, and the most points that he can have from stages that the article does not list whole';
comment on column intermediate.points_readings.most_later_points is
'most points of stages that may have been held besides those that the article lists or names';
comment on column intermediate.points_readings.fewest_points is 'sum with the fewest stage points';
comment on column intermediate.points_readings.most_points is 'sum with the most stage points';
