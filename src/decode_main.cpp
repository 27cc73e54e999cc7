// fit299-decode: the formats other than JPEG, PNG and WebP, in a process of their own.
#include "decoder/server.h"
#include "foreign/foreign.h"

int main(int argc, char** argv) {
  return fit299::decoder::Serve(argc, argv, fit299::foreign::Codecs());
}
