"""What a release holds -> the statements by which portals and programs find it: DCAT-AP, VoID, schema.org, sitemap."""

from stedenband.catalogue.catalogue import PAGE_SIZE, CataloguePage, find_listed, make_pages, read_file_days
from stedenband.catalogue.dataset_statistics import (
    LINK_TARGETS,
    DatasetStatistics,
    LinkTarget,
    measure_dataset,
)
from stedenband.catalogue.distributions import FILE_FORMS, GZIP, GZIP_TYPE, SERVICES, FileForm, ServiceKind
from stedenband.catalogue.heading import make_heading
from stedenband.catalogue.keys import find_key
from stedenband.catalogue.listing import LATEST, Listing, make_listing
from stedenband.catalogue.references import describe_references
from stedenband.catalogue.schema_org import describe_catalogue, describe_dataset
from stedenband.catalogue.sitemap import make_sitemaps
from stedenband.catalogue.void import make_void_document

__all__ = [
    "FILE_FORMS",
    "GZIP",
    "GZIP_TYPE",
    "LATEST",
    "LINK_TARGETS",
    "PAGE_SIZE",
    "SERVICES",
    "CataloguePage",
    "DatasetStatistics",
    "FileForm",
    "LinkTarget",
    "Listing",
    "ServiceKind",
    "describe_catalogue",
    "describe_dataset",
    "describe_references",
    "find_key",
    "find_listed",
    "make_heading",
    "make_listing",
    "make_pages",
    "make_sitemaps",
    "make_void_document",
    "measure_dataset",
    "read_file_days",
]
