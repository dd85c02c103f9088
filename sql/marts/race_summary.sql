-- marts.race_summary
-- grain: one row a race
-- key: race_id
-- domain: results
create or replace view marts.race_summary as
with races as (
    select * from core.dim_race
),

seasons as (
    select * from core.dim_season
),

tracks as (
    select * from core.dim_track
),

drivers as (
    select * from core.dim_driver
),

documents as (
    select * from staging.document
),

winners as (
    select * from marts.race_results
    where finish_position = 1
),

fields as (
    select
        race_id,
        count(*) as starters,
        case
            when count(laps_completed) > 0 then count(*) filter (where laps_down = 0)
        end as cars_on_lead_lap
    from marts.race_results
    group by race_id
)

select
    races.race_id,
    races.season_id,
    seasons.series_id,
    seasons.season,
    races.race_number,
    races.race_name,
    races.race_date,
    tracks.track_name,
    tracks.location,
    races.laps,
    races.scheduled_laps,
    races.track_length_miles,
    races.distance_miles,
    races.average_speed_mph * races.race_time_seconds / 3600 as implied_distance_miles,
    races.average_speed_mph
    * races.race_time_seconds
    / 3600
    / races.laps as implied_track_length_miles,
    races.race_time_seconds,
    races.average_speed_mph,
    races.lead_changes,
    races.leaders,
    races.cautions,
    races.caution_laps,
    races.laps - races.caution_laps as green_flag_laps,
    races.red_flags,
    fields.starters,
    fields.cars_on_lead_lap,
    pole_drivers.driver_name as pole_driver_name,
    races.pole_time_seconds,
    most_laps_drivers.driver_name as most_laps_led_driver_name,
    races.most_laps_led,
    coalesce(winning_drivers.driver_name, winners.driver_name) as winner_driver_name,
    coalesce(races.winner_car_number, winners.car_number) as winner_car_number,
    winners.team_name as winner_team_name,
    winners.manufacturer_name as winner_manufacturer_name,
    winners.start_position as winner_start_position,
    documents.title as article_title,
    documents.source_url,
    races.document_id
from races
inner join seasons on races.season_id = seasons.season_id
inner join documents on races.document_id = documents.document_id
left join tracks on races.track_id = tracks.track_id
left join fields on races.race_id = fields.race_id
left join winners on races.race_id = winners.race_id
left join drivers as pole_drivers on races.pole_driver_id = pole_drivers.driver_id
left join drivers as most_laps_drivers
    on races.most_laps_led_driver_id = most_laps_drivers.driver_id
left join drivers as winning_drivers on races.winner_driver_id = winning_drivers.driver_id;

comment on view marts.race_summary is
'one row a race: the race at a glance, with nominal and implied distance';
comment on column marts.race_summary.race_id is 'the race, see core.dim_race';
comment on column marts.race_summary.season_id is 'the season, such as cup-2023';
comment on column marts.race_summary.series_id is 'the series, see core.dim_series';
comment on column marts.race_summary.season is 'the year of the season, such as 2023';
comment on column marts.race_summary.race_number is 'number of the race in its season, from 1';
comment on column marts.race_summary.race_name is
'name of the race as its article has it, often that of a sponsor';
comment on column marts.race_summary.race_date is 'day of the race';
comment on column marts.race_summary.track_name is 'name of the track, in the spelling used most';
comment on column marts.race_summary.location is 'town and state of the track';
comment on column marts.race_summary.laps is 'laps run';
comment on column marts.race_summary.scheduled_laps is
'laps scheduled, where stated apart from the laps run';
comment on column marts.race_summary.track_length_miles is
'lap length in miles as stated: nominal, often rounded';
comment on column marts.race_summary.distance_miles is
'distance in miles as stated: nominal, often rounded';
comment on column marts.race_summary.implied_distance_miles is
'distance in miles that average speed and time give';
comment on column marts.race_summary.implied_track_length_miles is
'lap length in miles that average speed, time and laps give';
comment on column marts.race_summary.race_time_seconds is 'time that the winner took, in seconds';
comment on column marts.race_summary.average_speed_mph is
'average speed of the winner in miles per hour, as stated';
comment on column marts.race_summary.lead_changes is 'times that the lead changed hands';
comment on column marts.race_summary.leaders is 'drivers who led a lap or more';
comment on column marts.race_summary.cautions is 'periods under caution (yellow flag)';
comment on column marts.race_summary.caution_laps is 'laps under caution';
comment on column marts.race_summary.green_flag_laps is 'laps not under caution';
comment on column marts.race_summary.red_flags is 'times that the race was stopped (red flag)';
comment on column marts.race_summary.starters is
'cars in the result; NULL where no result is loaded';
comment on column marts.race_summary.cars_on_lead_lap is
'cars with as many laps as the one with most';
comment on column marts.race_summary.pole_driver_name is 'driver on the pole as stated';
comment on column marts.race_summary.pole_time_seconds is 'lap time that won the pole, in seconds';
comment on column marts.race_summary.most_laps_led_driver_name is
'driver who led most laps as stated';
comment on column marts.race_summary.most_laps_led is 'laps that this driver led';
comment on column marts.race_summary.winner_driver_name is
'winner as stated in the infobox, or else first in the result';
comment on column marts.race_summary.winner_car_number is
'car number of the winner by the infobox, or else of the first in the result; text';
comment on column marts.race_summary.winner_team_name is 'team of the first in the result';
comment on column marts.race_summary.winner_manufacturer_name is
'make of the car of the first in the result';
comment on column marts.race_summary.winner_start_position is
'place on the grid of the first in the result';
comment on column marts.race_summary.article_title is 'title of the Wikipedia article';
comment on column marts.race_summary.source_url is 'address of the article';
comment on column marts.race_summary.document_id is 'source document: its path below raw/';
