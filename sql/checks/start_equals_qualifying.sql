-- rule: cars start where they qualified (a penalty moves a car to the rear)
-- relation: core.fct_race_result
-- severity: warn
with results as (
    select * from core.fct_race_result
),

qualifying as (
    select * from core.fct_qualifying_result
)

select
    results.race_id,
    results.car_number,
    results.start_position,
    qualifying.position as qualifying_position
from results
inner join qualifying
    on
        results.race_id = qualifying.race_id
        and results.car_number = qualifying.car_number
where results.start_position != qualifying.position;
