#include "store/simulated_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>

namespace wingspread::store::testing {

namespace {

SimulatedDisk* the_disk = nullptr;
sqlite3_vfs* real_vfs = nullptr;

/// SQLite hands out the memory; the first member is its own.
struct OpenFile {
    sqlite3_file base;
    SimulatedDisk::File* file;
};

SimulatedDisk::File& file_of(sqlite3_file* handle) {
    return *reinterpret_cast<OpenFile*>(handle)->file;
}

void put(std::string& content, std::int64_t at, std::string_view bytes) {
    const auto begin = static_cast<std::size_t>(at);
    if (content.size() < begin + bytes.size()) content.resize(begin + bytes.size());
    content.replace(begin, bytes.size(), bytes);
}

void carry_out(std::string& content, const SimulatedDisk::Write& write) {
    if (write.truncates) {
        content.resize(static_cast<std::size_t>(write.at));
    } else {
        put(content, write.at, write.bytes);
    }
}

int close(sqlite3_file*) { return SQLITE_OK; }

int read(sqlite3_file* handle, void* into, int count, sqlite3_int64 at) {
    if (const int code = the_disk->read(); code != SQLITE_OK) return code;
    const auto& content = file_of(handle).now;
    const auto begin = std::min(static_cast<std::size_t>(at), content.size());
    const auto size = std::min(static_cast<std::size_t>(count), content.size() - begin);
    std::memcpy(into, content.data() + begin, size);
    std::memset(static_cast<char*>(into) + size, 0, static_cast<std::size_t>(count) - size);
    return size == static_cast<std::size_t>(count) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* handle, const void* bytes, int count, sqlite3_int64 at) {
    return the_disk->write(
        file_of(handle), at,
        std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(count)));
}

int truncate(sqlite3_file* handle, sqlite3_int64 size) {
    return the_disk->truncate(file_of(handle), size);
}

int sync(sqlite3_file* handle, int) { return the_disk->sync(file_of(handle)); }

int size_of(sqlite3_file* handle, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>(file_of(handle).now.size());
    return SQLITE_OK;
}

int lock(sqlite3_file*, int) { return SQLITE_OK; }
int reserved(sqlite3_file*, int* held) {
    *held = 0;
    return SQLITE_OK;
}
int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 512; }
int characteristics(sqlite3_file*) { return 0; }

int map_shared(sqlite3_file* handle, int region, int size, int extend, void volatile** into) {
    auto& shared = file_of(handle).shared;
    const auto wanted = static_cast<std::size_t>(region);
    *into = nullptr;
    if (shared.size() <= wanted && extend == 0) return SQLITE_OK;
    while (shared.size() <= wanted) {
        shared.push_back(std::make_unique<std::string>(static_cast<std::size_t>(size), '\0'));
    }
    *into = shared[wanted]->data();
    return SQLITE_OK;
}
int lock_shared(sqlite3_file*, int, int, int) { return SQLITE_OK; }
void barrier(sqlite3_file*) {}
int unmap_shared(sqlite3_file* handle, int) {
    // It belongs to processes, and the only one that has it open lets go.
    file_of(handle).shared.clear();
    return SQLITE_OK;
}

const sqlite3_io_methods methods{
    .iVersion = 2,
    .xClose = close,
    .xRead = read,
    .xWrite = write,
    .xTruncate = truncate,
    .xSync = sync,
    .xFileSize = size_of,
    .xLock = lock,
    .xUnlock = lock,
    .xCheckReservedLock = reserved,
    .xFileControl = control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = map_shared,
    .xShmLock = lock_shared,
    .xShmBarrier = barrier,
    .xShmUnmap = unmap_shared,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs*, const char* name, sqlite3_file* handle, int flags, int* out_flags) {
    auto* opened = reinterpret_cast<OpenFile*>(handle);
    opened->base.pMethods = &methods;
    opened->file = &the_disk->files[name == nullptr ? "temporary" : name];
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
}

int remove(sqlite3_vfs*, const char* name, int) { return the_disk->remove(name); }

int access(sqlite3_vfs*, const char* name, int, int* result) {
    const auto found = the_disk->files.find(name);
    *result = found != the_disk->files.end() && !found->second.now.empty() ? 1 : 0;
    return SQLITE_OK;
}

int full_name(sqlite3_vfs*, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
}

sqlite3_vfs simulated_vfs() {
    sqlite3_vfs vfs = *real_vfs;  // time and randomness are the machine's
    vfs.szOsFile = sizeof(OpenFile);
    vfs.pNext = nullptr;
    vfs.zName = "simulated";
    vfs.xOpen = open;
    vfs.xDelete = remove;
    vfs.xAccess = access;
    vfs.xFullPathname = full_name;
    return vfs;
}

sqlite3_vfs registered;

}  // namespace

SimulatedDisk::SimulatedDisk() {
    the_disk = this;
    real_vfs = sqlite3_vfs_find("unix");
    registered = simulated_vfs();
    sqlite3_vfs_register(&registered, 1);
}

SimulatedDisk::~SimulatedDisk() {
    sqlite3_vfs_unregister(&registered);
    sqlite3_vfs_register(real_vfs, 1);
    the_disk = nullptr;
}

void SimulatedDisk::fail_at(std::uint64_t operation, DiskFault fault) {
    fails_at_ = operations_ + operation;
    fault_ = fault;
    has_failed_ = false;
}

bool SimulatedDisk::meets(DiskFault& fault, bool is_sync) {
    ++operations_;
    if (is_dead_) {
        fault = DiskFault::power_cut;
        return true;
    }
    if (fails_at_ == 0 || operations_ < fails_at_) return false;
    fault = fault_;
    // A fault of the other kind of operation waits for the next that it fits.
    if (fault_ != DiskFault::power_cut && is_sync != (fault_ == DiskFault::sync_error)) {
        return false;
    }
    has_failed_ = true;
    is_dead_ = fault_ == DiskFault::power_cut;
    if (fault_ != DiskFault::full) fails_at_ = 0;
    return true;
}

int SimulatedDisk::write(File& file, std::int64_t at, std::string bytes) {
    DiskFault fault{};
    int result = SQLITE_OK;
    if (meets(fault, false)) {
        if (fault == DiskFault::full) return SQLITE_FULL;
        result = SQLITE_IOERR_WRITE;
        bytes.resize(bytes.size() / 2);
        // Of a dead machine nobody reads anything, but its last write may have begun.
    }
    put(file.now, at, bytes);
    file.unsynced.push_back({at, std::move(bytes), false});
    return result;
}

int SimulatedDisk::truncate(File& file, std::int64_t size) {
    DiskFault fault{};
    if (meets(fault, false)) return SQLITE_IOERR_TRUNCATE;
    file.now.resize(static_cast<std::size_t>(size));
    file.unsynced.push_back({size, {}, true});
    return SQLITE_OK;
}

int SimulatedDisk::read() {
    if (reads_until_failure_ == 0 || --reads_until_failure_ > 0) return SQLITE_OK;
    has_failed_ = true;
    return SQLITE_IOERR_READ;
}

int SimulatedDisk::sync(File& file) {
    DiskFault fault{};
    if (meets(fault, true)) {
        if (fault == DiskFault::sync_error) file.unsynced.clear();
        return SQLITE_IOERR_FSYNC;
    }
    for (const auto& write : file.unsynced) carry_out(file.durable, write);
    file.unsynced.clear();
    return SQLITE_OK;
}

int SimulatedDisk::remove(const std::string& path) {
    DiskFault fault{};
    if (meets(fault, false)) return SQLITE_IOERR_DELETE;
    files.erase(path);
    return SQLITE_OK;
}

void SimulatedDisk::heal(Rng& rng) {
    fails_at_ = 0;
    if (!std::exchange(is_dead_, false)) return;
    for (auto& [path, file] : files) {
        for (auto& write : file.unsynced) {
            if (rng.chance(0.4)) continue;
            // A torn write ends at a sector.
            if (!write.truncates && rng.chance(0.3)) {
                const auto sectors = static_cast<std::int64_t>(write.bytes.size() / 512);
                write.bytes.resize(static_cast<std::size_t>(rng.between(0, sectors) * 512));
            }
            carry_out(file.durable, write);
        }
        file.unsynced.clear();
        file.shared.clear();
        file.now = file.durable;
    }
}

}  // namespace wingspread::store::testing
