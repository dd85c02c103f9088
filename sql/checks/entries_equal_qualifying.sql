-- rule: the cars of the entry list are those of qualifying
-- relation: core.fct_entry
-- severity: warn
with entries as (
    select
        race_id,
        car_number
    from core.fct_entry
),

others as (
    select
        race_id,
        car_number
    from core.fct_qualifying_result
    where car_number is not null
),

races_with_both as (
    select entries.race_id from entries
    intersect
    select others.race_id from others
)

select
    coalesce(entries.race_id, others.race_id) as race_id,
    entries.car_number as entered_car_number,
    others.car_number as other_car_number
from entries
full outer join others
    on
        entries.race_id = others.race_id
        and entries.car_number = others.car_number
where
    coalesce(entries.race_id, others.race_id) in (select shared.race_id from races_with_both as shared)
    and (entries.car_number is null or others.car_number is null);
