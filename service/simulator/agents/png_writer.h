#ifndef CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_PNG_WRITER_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_PNG_WRITER_H_

#include <cstdint>
#include <string>
#include <vector>

namespace cloudphone::simulator {

// A picture of few colours.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<uint32_t> colours;  // 0xRRGGBB, at most 256.
  std::string pixels;             // Numbers of colours, row by row from the top.
};

// The picture as a PNG file.
std::string WritePng(const Picture& picture);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_AGENTS_PNG_WRITER_H_
