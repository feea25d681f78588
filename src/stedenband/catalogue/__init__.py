"""What a release holds -> the statements by which portals and programs find it: DCAT-AP, VoID, schema.org, sitemap."""

from stedenband.catalogue.catalogue import PAGE_SIZE, CataloguePage, days_of_files, find_listed, make_pages
from stedenband.catalogue.dataset_statistics import (
    LINK_TARGETS,
    DatasetStatistics,
    LinkTarget,
    measure_dataset,
)
from stedenband.catalogue.distributions import FILE_FORMS, GZIP, GZIP_TYPE, SERVICES, FileForm, ServiceKind
from stedenband.catalogue.heading import make_heading
from stedenband.catalogue.keys import key_of
from stedenband.catalogue.listing import LATEST, Listing, make_listing
from stedenband.catalogue.references import describe_references
from stedenband.catalogue.schema_org import catalogue_markup, dataset_markup
from stedenband.catalogue.sitemap import make_sitemaps
from stedenband.catalogue.void import void_document

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
    "catalogue_markup",
    "dataset_markup",
    "days_of_files",
    "describe_references",
    "find_listed",
    "key_of",
    "make_heading",
    "make_listing",
    "make_pages",
    "make_sitemaps",
    "measure_dataset",
    "void_document",
]
