// Texts of any bytes in JSON, and back.
#ifndef FIT299_RECORD_JSON_BYTES_H_
#define FIT299_RECORD_JSON_BYTES_H_

#include <nlohmann/json.hpp>
#include <string>

#include "record/escape.h"

namespace fit299::record {

// Under `name` the text, escaped where it is not UTF-8; then its exact bytes under `name`_base64.
inline void SetBytes(nlohmann::ordered_json& json, const std::string& name,
                     const std::string& bytes) {
  json[name] = EscapeForJson(bytes);
  if (!IsUtf8(bytes)) json[name + "_base64"] = Base64(bytes);
}

// The reverse of SetBytes. Throws nlohmann::json::exception when there is no such text.
inline std::string GetBytes(const nlohmann::ordered_json& json, const std::string& name) {
  const auto exact = json.find(name + "_base64");
  if (exact != json.end()) return FromBase64(exact->get<std::string>());
  return json.at(name).get<std::string>();
}

}  // namespace fit299::record

#endif  // FIT299_RECORD_JSON_BYTES_H_
