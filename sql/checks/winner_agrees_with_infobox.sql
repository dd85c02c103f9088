-- rule: the first in the result is the winner in the infobox, in the same car
-- relation: core.fct_race_result
-- severity: warn
with winners as (
    select * from core.fct_race_result
    where finish_position = 1
),

races as (
    select * from core.dim_race
)

select
    races.race_id,
    races.winner_driver_id,
    winners.driver_id,
    races.winner_car_number,
    winners.car_number
from races
inner join winners on races.race_id = winners.race_id
where
    races.winner_driver_id != winners.driver_id
    or races.winner_car_number != winners.car_number;
