// A second fence around a program that nobody vouches for, below Lua and the simulation: the kernel refuses
// this process what a simulation has no use for. It knows nothing of either.
#pragma once

namespace coutil::lessons {

/// From now on this process can make no other, write to no file that is not open already, send nothing over a
/// network and change nothing on the machine; it can compute, get memory, read files and end. There is no way
/// back. Where the kernel can't do that (not Linux on x86-64 or arm64) nothing happens; returns whether it
/// did.
bool fence_process() noexcept;

/// Tries it in a process of its own. In some containers the kernel refuses it.
bool can_fence() noexcept;

}  // namespace coutil::lessons
