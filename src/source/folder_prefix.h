// What stands before the paths of what lies in a folder.
#ifndef FIT299_SOURCE_FOLDER_PREFIX_H_
#define FIT299_SOURCE_FOLDER_PREFIX_H_

#include <string>
#include <string_view>

namespace fit299::source {

// The path without the slashes at its end; "/" stays as it is.
inline std::string_view WithoutTrailingSlashes(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return path;
}

// "photos" and "photos/" -> "photos/", "/" -> "/", "." -> "".
inline std::string FolderPrefix(std::string_view folder) {
  folder = WithoutTrailingSlashes(folder);
  if (folder == ".") return "";
  std::string prefix(folder);
  if (prefix.back() != '/') prefix += '/';
  return prefix;
}

}  // namespace fit299::source

#endif  // FIT299_SOURCE_FOLDER_PREFIX_H_
