-- rule: the cars of the entry list are those of qualifying, but for known non-starters and a part of a list
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

lists as (
    select * from intermediate.car_lists
    where list_kind = 'qualifying'
),

races_with_both as (
    select entries.race_id from entries
    intersect
    select others.race_id from others
),

unmatched as (
    select
        coalesce(entries.race_id, others.race_id) as race_id,
        entries.car_number as entered_car_number,
        others.car_number as other_car_number,
        count(entries.car_number) over (
            partition by coalesce(entries.race_id, others.race_id)
        ) as missing_cars
    from entries
    full outer join others
        on
            entries.race_id = others.race_id
            and entries.car_number = others.car_number
    where entries.car_number is null or others.car_number is null
)

select
    unmatched.race_id,
    unmatched.entered_car_number,
    unmatched.other_car_number
from unmatched
inner join races_with_both on unmatched.race_id = races_with_both.race_id
inner join lists on unmatched.race_id = lists.race_id
where
    unmatched.entered_car_number is null
    or (lists.is_about_as_long and unmatched.missing_cars > lists.explained_cars);
