#ifndef CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_TAR_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_TAR_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/types/optional.h"
#include "service/simulator/inside/file_tree.h"

namespace cloudphone::simulator {

// One file or directory of an archive.
struct TarEntry {
  std::string path;  // As it stands in the archive: mostly without a slash before it.
  FileNode node;
};

// Reads an archive in the form of POSIX (ustar) or GNU, of which `read` gives bytes: files and directories,
// of names up to 255 bytes, links left out. Nothing where it is no archive, or one that is cut off. Of a file
// no more is read than a FileTree keeps, so that archives of gigabytes cost little.
absl::optional<std::vector<TarEntry>> ReadTar(
    absl::FunctionRef<std::string(uint64_t offset, uint64_t length)> read);

// Writes an archive (ustar) of these paths, the leading slash left out as tar does. A file of which only the
// beginning was kept has no more in it. A path of more than 100 bytes that no slash divides as ustar wants is
// left out.
std::string WriteTar(const std::vector<FileTree::Entry>& entries);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_TAR_H_
