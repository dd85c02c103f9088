-- rule: a document is as it was landed, by the checksum in its sidecar
-- relation: staging.document
-- severity: warn
with documents as (
    select * from staging.document
)

select
    document_id,
    sha256,
    sidecar_sha256
from documents
where sidecar_sha256 is not null and sha256 != sidecar_sha256;
