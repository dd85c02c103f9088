-- marts.playoff_cutline
-- grain: one row a race and driver listed in the standings after it, in seasons with playoffs
-- key: race_id, driver_id
-- domain: playoffs
-- chart: points_to_cutline by driver_name in order of position
create or replace view marts.playoff_cutline as
with standings as (
    select * from core.fct_driver_standing
),

races as (
    select * from core.dim_race
),

seasons as (
    select * from core.dim_season
),

playoff_fields as (
    select * from core.dim_playoff_field
),

drivers as (
    select * from core.dim_driver
),

cutlines as (
    select
        standings.race_id,
        playoff_fields.drivers as cut_position,
        max(
            case when standings.position = playoff_fields.drivers then standings.points end
        ) as cut_points
    from standings
    inner join races on standings.race_id = races.race_id
    inner join seasons on races.season_id = seasons.season_id
    inner join playoff_fields
        on
            seasons.series_id = playoff_fields.series_id
            and seasons.season = playoff_fields.season
    group by standings.race_id, playoff_fields.drivers
)

select
    standings.race_id,
    races.season_id,
    races.race_number,
    standings.position,
    standings.driver_id,
    drivers.driver_name,
    standings.points,
    cutlines.cut_position,
    cutlines.cut_points,
    standings.points - cutlines.cut_points as points_to_cutline,
    standings.position <= cutlines.cut_position as is_inside
from standings
inner join races on standings.race_id = races.race_id
inner join drivers on standings.driver_id = drivers.driver_id
inner join cutlines on standings.race_id = cutlines.race_id;

comment on view marts.playoff_cutline is
'one row a race and driver listed in the standings after it, in seasons with playoffs: points to the last position that makes the playoffs on points; wins are not in it';
comment on column marts.playoff_cutline.race_id is 'the race, see core.dim_race';
comment on column marts.playoff_cutline.season_id is 'the season, such as cup-2023';
comment on column marts.playoff_cutline.race_number is 'number of the race in its season, from 1';
comment on column marts.playoff_cutline.position is 'position in the standings after the race';
comment on column marts.playoff_cutline.driver_id is 'the driver, see core.dim_driver';
comment on column marts.playoff_cutline.driver_name is
'name of the driver, in the spelling used most, without markers such as (R)';
comment on column marts.playoff_cutline.points is 'points after the race';
comment on column marts.playoff_cutline.cut_position is
'how many drivers the playoffs take: the last position that makes them by points alone';
comment on column marts.playoff_cutline.cut_points is
'points at this position; NULL where the article does not list it';
comment on column marts.playoff_cutline.points_to_cutline is
'points more than the one at the cut position; negative below it';
comment on column marts.playoff_cutline.is_inside is 'whether the position is inside the cut';
