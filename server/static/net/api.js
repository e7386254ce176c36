/** The server's HTTP interface, as far as the page needs it. */

/** A refusal, with the server's code and its line. */
export class ApiError extends Error {
  /**
   * @param {number} status 0: the server was not reached @param {string} code
   * @param {string} message @param {number} [retryS] after which it makes sense to ask again
   */
  constructor(status, code, message, retryS = 0) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryS = retryS;
  }
}

export class Api {
  #token = "";

  /** @param {string} token Bearer token of the requests from now on */
  useToken(token) {
    this.#token = token;
  }

  /** @param {{room?: string, secret?: string}} wishes @returns {Promise<any>} with room, host_token, join_url */
  makeRoom(wishes) {
    return this.#json("POST", "/v1/rooms", wishes);
  }

  /**
   * A join token, for a host or for who knows the room's password.
   * @param {string} room @param {{role: string, ttl_s: number, secret?: string}} wishes
   * @returns {Promise<string>}
   */
  async token(room, wishes) {
    return (await this.#json("POST", `/v1/rooms/${room}/tokens`, wishes)).token;
  }

  /** @returns {Promise<{seq: number, at: string, name: string, language: string, text: string}[]>} */
  async search(room, words) {
    const query = new URLSearchParams({ q: words.slice(0, 200), limit: "200" });
    return (await this.#json("GET", `/v1/rooms/${room}/search?${query}`)).hits;
  }

  /** @returns {Promise<Blob>} */
  async transcript(room, format, language) {
    const query = new URLSearchParams({ format, ...(language ? { language } : {}) });
    return (await this.#ask("GET", `/v1/rooms/${room}/transcript?${query}`)).blob();
  }

  /** @returns {Promise<{languages: string[], voices: string[], ice_servers: RTCIceServer[]}>} */
  cameraInfo() {
    return this.#json("GET", "/v1/camera");
  }

  /** @param {object} wishes with sdp @returns {Promise<{session: string, sdp: string}>} */
  openCamera(wishes) {
    return this.#json("POST", "/v1/camera", wishes);
  }

  /** Also while the page is being left. @param {string} session */
  async closeCamera(session) {
    await this.#ask("DELETE", `/v1/camera/${session}`, undefined, { keepalive: true });
  }

  async #json(method, path, body) {
    return (await this.#ask(method, path, body)).json();
  }

  async #ask(method, path, body, options = {}) {
    const headers = this.#token ? { Authorization: `Bearer ${this.#token}` } : {};
    if (body) headers["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(path, {
        method,
        headers,
        body: body && JSON.stringify(body),
        credentials: "omit",
        ...options,
      });
    } catch (error) {
      throw new ApiError(0, "unreachable", String(error));
    }
    if (response.ok) return response;
    const problem = await response.json().then(({ error }) => error, () => null);
    const retryS = Number(response.headers.get("retry-after")) || 0;
    const message = problem?.message ?? response.statusText;
    throw new ApiError(response.status, problem?.code ?? "", message, retryS);
  }
}
