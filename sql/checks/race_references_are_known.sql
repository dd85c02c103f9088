-- rule: season, series, track and document of every race exist
-- relation: core.dim_race
-- severity: error
with races as (
    select * from core.dim_race
)

select
    races.race_id,
    races.season_id,
    seasons.series_id,
    races.track_id,
    races.document_id
from races
left join core.dim_season as seasons on races.season_id = seasons.season_id
left join core.dim_series as series on seasons.series_id = series.series_id
left join core.dim_track as tracks on races.track_id = tracks.track_id
left join staging.document as documents on races.document_id = documents.document_id
where
    series.series_id is null
    or documents.document_id is null
    or (races.track_id is not null and tracks.track_id is null);
