-- rule: the driver who led most laps is in the entry list, and led no more than the laps of the race
-- relation: core.dim_race
-- severity: warn
with races as (
    select * from core.dim_race
),

entries as (
    select * from core.fct_entry
)

select
    races.race_id,
    races.most_laps_led_driver_id,
    races.most_laps_led,
    races.laps
from races
where
    (
        races.most_laps_led_driver_id is not null
        and races.race_id in (select entries.race_id from entries)
        and not exists (
            select 1
            from entries
            where
                entries.race_id = races.race_id
                and entries.driver_id = races.most_laps_led_driver_id
        )
    )
    or races.most_laps_led > races.laps;
