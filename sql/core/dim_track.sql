-- core.dim_track: one row a track
-- domain: races
create table core.dim_track (
    track_id text not null,
    track_name text not null,
    location text,
    primary key (track_id)
);

comment on table core.dim_track is 'one row a track';
comment on column core.dim_track.track_id is 'the track, such as nashville-superspeedway';
comment on column core.dim_track.track_name is 'its name, in the spelling used most';
comment on column core.dim_track.location is 'town and state, as stated; NULL: unknown';
