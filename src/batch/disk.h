// Questions to the file system.
#ifndef FIT299_BATCH_DISK_H_
#define FIT299_BATCH_DISK_H_

#include <cstdint>
#include <optional>
#include <string>

namespace fit299::batch {

// Something has this name, be it a link that leads nowhere.
bool Exists(const std::string& path);

bool IsFolder(const std::string& path);
bool IsRegularFile(const std::string& path);

// Both are there, and are one: by device and inode, links followed.
bool IsSameFile(const std::string& a, const std::string& b);

// nullopt: not there, or not to be looked at.
std::optional<std::uint64_t> FileBytes(const std::string& path);

// Bytes that an unprivileged user may still write where `path` is, or is to be. nullopt when the
// system does not say.
std::optional<std::uint64_t> FreeBytes(const std::string& path);

}  // namespace fit299::batch

#endif  // FIT299_BATCH_DISK_H_
