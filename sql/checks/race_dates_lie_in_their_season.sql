-- rule: a race is run in the year of its season
-- relation: core.dim_race
-- severity: warn
with races as (
    select * from core.dim_race
),

seasons as (
    select * from core.dim_season
)

select
    races.race_id,
    races.race_date,
    seasons.season
from races
inner join seasons on races.season_id = seasons.season_id
where year(races.race_date) != seasons.season;
