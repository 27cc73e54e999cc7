#include "cli/cli.h"

extern char** environ;

int main(int argc, char** argv) { return static_cast<int>(fit299::cli::Main(argc, argv, environ)); }
