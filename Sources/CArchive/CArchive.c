#include "CArchive.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

struct carchive_zip {
    struct archive *archive;
    struct archive_entry *entry;
};

carchive_zip *carchive_open(const char *path) {
    carchive_zip *zip = calloc(1, sizeof *zip);
    if (zip == NULL) return NULL;
    zip->archive = archive_write_new();
    zip->entry = archive_entry_new();
    if (zip->archive == NULL || zip->entry == NULL || archive_write_set_format_zip(zip->archive) != ARCHIVE_OK ||
        archive_write_open_filename(zip->archive, path) != ARCHIVE_OK) {
        carchive_close(zip, 0);
        return NULL;
    }
    return zip;
}

int carchive_begin(carchive_zip *zip, const char *name, int64_t size, int64_t seconds) {
    archive_entry_clear(zip->entry);
    archive_entry_set_pathname(zip->entry, name);
    archive_entry_set_size(zip->entry, size);
    archive_entry_set_filetype(zip->entry, AE_IFREG);
    archive_entry_set_perm(zip->entry, 0644);
    archive_entry_set_mtime(zip->entry, (time_t)seconds, 0);
    return archive_write_header(zip->archive, zip->entry) == ARCHIVE_OK ? 0 : -1;
}

int carchive_write(carchive_zip *zip, const void *bytes, size_t count) {
    const char *next = bytes;
    while (count > 0) {
        la_ssize_t written = archive_write_data(zip->archive, next, count);
        if (written <= 0) return -1;
        next += written;
        count -= (size_t)written;
    }
    return 0;
}

int carchive_close(carchive_zip *zip, int whole) {
    int outcome = 0;
    if (zip->archive != NULL) {
        if (!whole) archive_write_fail(zip->archive);
        outcome = archive_write_close(zip->archive) == ARCHIVE_OK ? 0 : -1;
        archive_write_free(zip->archive);
    }
    if (zip->entry != NULL) archive_entry_free(zip->entry);
    free(zip);
    return outcome;
}
