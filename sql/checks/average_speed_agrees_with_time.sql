-- rule: average speed agrees with distance and time within 1 percent
-- relation: core.dim_race
-- severity: warn
with races as (
    select
        race_id,
        average_speed_mph,
        race_time_seconds,
        laps,
        track_length_miles,
        coalesce(laps * track_length_miles, distance_miles) as distance_miles
    from core.dim_race
)

select
    race_id,
    average_speed_mph,
    distance_miles * 3600 / race_time_seconds as computed_speed_mph
from races
where abs(distance_miles * 3600 / race_time_seconds / average_speed_mph - 1) > 0.01;
