-- marts.qualifying_gaps
-- grain: one row a race and qualifying position
-- key: race_id, position
-- domain: qualifying
-- chart: gap_to_pole_seconds by driver_name in order of position
create or replace view marts.qualifying_gaps as
with qualifying as (
    select * from core.fct_qualifying_result
),

rounds as (
    select
        race_id,
        car_number,
        min(lap_time_seconds) as best_lap_time_seconds,
        max(round_number) as round_reached
    from core.fct_qualifying_round
    group by race_id, car_number
),

races as (
    select * from core.dim_race
),

drivers as (
    select * from core.dim_driver
),

timed as (
    select
        qualifying.race_id,
        qualifying.position,
        qualifying.car_number,
        qualifying.driver_id,
        drivers.driver_name,
        rounds.round_reached,
        rounds.best_lap_time_seconds,
        races.track_length_miles
    from qualifying
    inner join races on qualifying.race_id = races.race_id
    inner join drivers on qualifying.driver_id = drivers.driver_id
    left join rounds
        on
            qualifying.race_id = rounds.race_id
            and qualifying.car_number = rounds.car_number
)

select
    race_id,
    position,
    car_number,
    driver_id,
    driver_name,
    round_reached,
    best_lap_time_seconds,
    round(
        best_lap_time_seconds
        - max(case when position = 1 then best_lap_time_seconds end)
            over (partition by race_id),
        6
    ) as gap_to_pole_seconds,
    round(
        best_lap_time_seconds
        - lag(best_lap_time_seconds) over (partition by race_id order by position),
        6
    ) as gap_to_car_ahead_seconds,
    track_length_miles * 3600 / best_lap_time_seconds as implied_speed_mph
from timed;

comment on view marts.qualifying_gaps is
'one row a race and qualifying position: best laps and gaps; rounds differ in conditions, so a gap may be negative';
comment on column marts.qualifying_gaps.race_id is 'the race, see core.dim_race';
comment on column marts.qualifying_gaps.position is 'place in qualifying, 1 for the pole';
comment on column marts.qualifying_gaps.car_number is
'car number as painted; text, since 07 and 7 are two cars';
comment on column marts.qualifying_gaps.driver_id is 'the driver, see core.dim_driver';
comment on column marts.qualifying_gaps.driver_name is
'name of the driver, in the spelling used most, without markers such as (R)';
comment on column marts.qualifying_gaps.round_reached is
'last qualifying round in which the car took part';
comment on column marts.qualifying_gaps.best_lap_time_seconds is
'best lap of all rounds in seconds; NULL: no lap set';
comment on column marts.qualifying_gaps.gap_to_pole_seconds is
'best lap minus best lap of the pole sitter, in seconds; may be negative, since the pole is won in the last round';
comment on column marts.qualifying_gaps.gap_to_car_ahead_seconds is
'best lap minus best lap of the car one position ahead, in seconds; may be negative';
comment on column marts.qualifying_gaps.implied_speed_mph is
'speed of the best lap by the stated track length, in miles per hour';
