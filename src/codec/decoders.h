// The functions behind the rows of kCodecs; what each has to do stands at struct Codec.
#ifndef FIT299_CODEC_DECODERS_H_
#define FIT299_CODEC_DECODERS_H_

#include <string>

#include "codec/codec.h"

namespace fit299::codec {

bool MatchesJpeg(Bytes bytes);
Expected<Header, Rejection> ProbeJpeg(Bytes bytes, const DecodeRequest& request);
Expected<FitReport, Rejection> DecodeJpeg(Bytes bytes, const Header& header,
                                          const DecodeRequest& request, cv::Mat& image);
std::string JpegLibrary();

bool MatchesPng(Bytes bytes);
Expected<Header, Rejection> ProbePng(Bytes bytes, const DecodeRequest& request);
Expected<FitReport, Rejection> DecodePng(Bytes bytes, const Header& header,
                                         const DecodeRequest& request, cv::Mat& image);
std::string PngLibrary();

bool MatchesWebp(Bytes bytes);
Expected<Header, Rejection> ProbeWebp(Bytes bytes, const DecodeRequest& request);
Expected<FitReport, Rejection> DecodeWebp(Bytes bytes, const Header& header,
                                          const DecodeRequest& request, cv::Mat& image);
std::string WebpLibrary();

}  // namespace fit299::codec

#endif  // FIT299_CODEC_DECODERS_H_
