-- rule: cars start where they qualified, or moved up where others dropped back (a penalty moves a car to the rear)
-- relation: core.fct_race_result
-- severity: warn
with results as (
    select * from core.fct_race_result
),

qualifying as (
    select * from core.fct_qualifying_result
),

starts as (
    select
        qualifying.race_id,
        qualifying.car_number,
        qualifying.position as qualifying_position,
        results.start_position
    from qualifying
    left join results
        on
            qualifying.race_id = results.race_id
            and qualifying.car_number = results.car_number
),

-- of each car, those ahead of it in qualifying that do not start ahead of it
overtaken as (
    select
        behind.race_id,
        behind.car_number,
        count(*) as cars
    from starts as behind
    inner join starts as ahead
        on
            behind.race_id = ahead.race_id
            and behind.qualifying_position > ahead.qualifying_position
    where ahead.start_position is null or ahead.start_position > behind.start_position
    group by behind.race_id, behind.car_number
)

select
    starts.race_id,
    starts.car_number,
    starts.start_position,
    starts.qualifying_position
from starts
left join overtaken
    on
        starts.race_id = overtaken.race_id
        and starts.car_number = overtaken.car_number
where
    starts.start_position > starts.qualifying_position
    or starts.qualifying_position - starts.start_position > coalesce(overtaken.cars, 0);
