// Hands ImGui's draw lists, which are triangles with a texture of coverage, to the rasteriser.
#include "tracer/headless_view.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "tracer/key_codes.h"

namespace coutil::tracer {
namespace {

RasterVertex to_vertex(const ImDrawVert& vertex) {
  return {vertex.pos.x, vertex.pos.y, vertex.uv.x, vertex.uv.y, vertex.col};
}

void paint_command(Raster& raster, const RasterTexture& texture, const ImDrawList& list,
                   const ImDrawCmd& command) {
  const RasterClip clip = {static_cast<int>(command.ClipRect.x), static_cast<int>(command.ClipRect.y),
                           static_cast<int>(std::ceil(command.ClipRect.z)),
                           static_cast<int>(std::ceil(command.ClipRect.w))};
  const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
  const ImDrawIdx* indices = list.IdxBuffer.Data + command.IdxOffset;
  for (unsigned i = 0; i + 2 < command.ElemCount; i += 3) {
    raster.triangle(texture, clip, to_vertex(vertices[indices[i]]), to_vertex(vertices[indices[i + 1]]),
                    to_vertex(vertices[indices[i + 2]]));
  }
}

}  // namespace

HeadlessScreen::HeadlessScreen(int width, int height, float scale)
    : context_(ImGui::CreateContext()), scale_(scale) {
  ImGui::SetCurrentContext(context_);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
  io.MousePos = {-FLT_MAX, -FLT_MAX};
  // As the window has it, for the fields that one types into.
  for (const auto& [meaning, key] : {std::pair{ImGuiKey_Backspace, kKeyBackspace},
                                     {ImGuiKey_Delete, kKeyDelete},
                                     {ImGuiKey_Enter, kKeyEnter},
                                     {ImGuiKey_Escape, kKeyEscape},
                                     {ImGuiKey_LeftArrow, kKeyLeft},
                                     {ImGuiKey_RightArrow, kKeyRight},
                                     {ImGuiKey_Home, kKeyHome},
                                     {ImGuiKey_End, kKeyEnd},
                                     {ImGuiKey_A, static_cast<int>('A')}}) {
    io.KeyMap[meaning] = key;
  }
  resize(width, height);
  fonts_ = load_fonts(scale);
}

HeadlessScreen::~HeadlessScreen() { ImGui::DestroyContext(context_); }

void HeadlessScreen::resize(int width, int height) {
  ImGui::GetIO().DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
}

void HeadlessScreen::show(TracerView& view) {
  show([&view](const Fonts& fonts, float scale) { view.frame(fonts, scale); });
}

void HeadlessScreen::show(const std::function<void(const Fonts& fonts, float scale)>& paint) {
  ImGui::SetCurrentContext(context_);
  ImGui::GetIO().DeltaTime = 1.0F / 60;
  ImGui::NewFrame();
  paint(fonts_, scale_);
  ImGui::Render();
}

Raster HeadlessScreen::picture(Colour background) const {
  const ImGuiIO& io = ImGui::GetIO();
  Raster raster(static_cast<int>(io.DisplaySize.x), static_cast<int>(io.DisplaySize.y), background);
  unsigned char* coverage = nullptr;
  RasterTexture texture;
  io.Fonts->GetTexDataAsAlpha8(&coverage, &texture.width, &texture.height);
  texture.coverage = coverage;
  const ImDrawData* data = ImGui::GetDrawData();
  for (int i = 0; data != nullptr && i < data->CmdListsCount; ++i) {
    const ImDrawList& list = *data->CmdLists[i];
    for (const ImDrawCmd& command : list.CmdBuffer) paint_command(raster, texture, list, command);
  }
  return raster;
}

}  // namespace coutil::tracer
