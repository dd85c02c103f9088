-- core.dim_race: one row a race: what the infobox and the race statistics of its article state
-- domain: races
create table core.dim_race (
    race_id text not null,
    season_id text not null,
    race_number integer check (race_number > 0),
    race_name text not null,
    race_date date,
    track_id text,
    track_length_miles double check (track_length_miles > 0),
    scheduled_laps integer,
    laps integer check (laps > 0),
    distance_miles double check (distance_miles > 0),
    average_speed_mph double,
    race_time_seconds double,
    lead_changes integer,
    leaders integer,
    cautions integer,
    caution_laps integer,
    red_flags integer,
    pole_driver_id text,
    pole_time_seconds double,
    most_laps_led_driver_id text,
    most_laps_led integer,
    winner_driver_id text,
    winner_car_number text,
    document_id text not null,
    primary key (race_id)
);

comment on table core.dim_race is 'one row a race: what the infobox and the race statistics of its article state';
comment on column core.dim_race.race_id is
'the race: series, season and race number, such as cup-2023-17';
comment on column core.dim_race.season_id is 'the season, see core.dim_season';
comment on column core.dim_race.race_number is
'number of the race in its season, from 1; NULL: unknown';
comment on column core.dim_race.race_name is
'name of the race as its article has it, often that of a sponsor';
comment on column core.dim_race.race_date is 'day of the race; NULL: unknown';
comment on column core.dim_race.track_id is 'the track, see core.dim_track; NULL: unknown';
comment on column core.dim_race.track_length_miles is
'lap length in miles as stated (a rounded, nominal length); NULL: unknown';
comment on column core.dim_race.scheduled_laps is
'laps scheduled, where stated apart from the laps run';
comment on column core.dim_race.laps is 'laps run; NULL: unknown';
comment on column core.dim_race.distance_miles is
'distance in miles as stated (nominal); NULL: unknown';
comment on column core.dim_race.average_speed_mph is
'average speed of the winner in miles per hour, as stated; NULL: unknown';
comment on column core.dim_race.race_time_seconds is
'time that the winner took, in seconds; NULL: unknown';
comment on column core.dim_race.lead_changes is 'times that the lead changed hands; NULL: unknown';
comment on column core.dim_race.leaders is 'drivers who led a lap or more; NULL: unknown';
comment on column core.dim_race.cautions is 'periods under caution (yellow flag); NULL: unknown';
comment on column core.dim_race.caution_laps is 'laps run under caution; NULL: unknown';
comment on column core.dim_race.red_flags is
'times that the race was stopped (red flag); NULL: unknown';
comment on column core.dim_race.pole_driver_id is
'driver on the pole as stated, see core.dim_driver; NULL: unknown';
comment on column core.dim_race.pole_time_seconds is
'lap time that won the pole, in seconds; NULL: unknown';
comment on column core.dim_race.most_laps_led_driver_id is
'driver who led most laps as stated, see core.dim_driver; NULL: unknown';
comment on column core.dim_race.most_laps_led is 'laps that this driver led; NULL: unknown';
comment on column core.dim_race.winner_driver_id is
'winner as stated in the infobox, see core.dim_driver; NULL: unknown';
comment on column core.dim_race.winner_car_number is
'car number of the winner as stated in the infobox; NULL: unknown';
comment on column core.dim_race.document_id is 'source document: its path below raw/';
