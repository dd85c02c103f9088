-- rule: the first in qualifying is the pole driver in the infobox
-- relation: core.fct_qualifying_result
-- severity: warn
with first_in_qualifying as (
    select * from core.fct_qualifying_result
    where position = 1
),

races as (
    select * from core.dim_race
)

select
    races.race_id,
    races.pole_driver_id,
    first_in_qualifying.driver_id
from races
inner join first_in_qualifying on races.race_id = first_in_qualifying.race_id
where races.pole_driver_id != first_in_qualifying.driver_id;
