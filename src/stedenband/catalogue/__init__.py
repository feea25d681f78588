"""What a release holds -> the statements by which portals and programs find it: DCAT-AP, VoID, schema.org, sitemap."""

from stedenband.catalogue.catalogue import PAGE, Page, days_of_files, listed, pages
from stedenband.catalogue.dataset_statistics import LINK_TARGETS, LinkTarget, Measure, measure
from stedenband.catalogue.distributions import FILE_FORMS, GZIP, GZIP_TYPE, SERVICES, FileForm, Service
from stedenband.catalogue.heading import heading
from stedenband.catalogue.keys import key_of
from stedenband.catalogue.listing import LATEST, Listing, listing
from stedenband.catalogue.references import describe_references
from stedenband.catalogue.schema_org import catalogue_markup, dataset_markup
from stedenband.catalogue.sitemap import sitemaps
from stedenband.catalogue.void import void_document

__all__ = [
    "FILE_FORMS",
    "GZIP",
    "GZIP_TYPE",
    "LATEST",
    "LINK_TARGETS",
    "PAGE",
    "SERVICES",
    "FileForm",
    "LinkTarget",
    "Listing",
    "Measure",
    "Page",
    "Service",
    "catalogue_markup",
    "dataset_markup",
    "days_of_files",
    "describe_references",
    "heading",
    "key_of",
    "listed",
    "listing",
    "measure",
    "pages",
    "sitemaps",
    "void_document",
]
