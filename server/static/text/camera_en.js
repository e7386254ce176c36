/** The words of the camera's page in English. */
export default {
  cameraTitle: "What the camera sees",
  cameraLine:
    "Point your telephone, and be told what is there: who comes, what is ahead, what stands written.",
  cameraNotice:
    "No aid for navigation safety: it misses things and takes things for others. Go on using your cane, your dog and your ears.",
  cameraPrivacy:
    "The picture goes to this server only. It is looked at in its memory and never kept.",
  cameraStart: "Start the camera",
  cameraStarting: "Starting …",
  cameraEnd: "Stop the camera",
  cameraEnded: "The camera is off.",
  cameraPreview: "Picture of the camera",
  cameraTold: "What was told last",
  cameraNothingTold: "Nothing was told yet.",
  cameraHistory: "Everything that was told",
  cameraCut: "cut off",

  // What one can ask for
  cameraOrders: "Ask for",
  cameraAhead: "What is ahead?",
  cameraRead: "Read the text",
  cameraMore: "Tell me more",
  cameraRepeat: "Repeat",
  cameraSilence: "Silence",
  cameraQuestion: "Question about the picture",
  cameraQuestionHelp: "For example: How many people are there? What colour is the car?",
  cameraAsk: "Ask",
  cameraHoldToAsk: "Hold and ask aloud",
  cameraListening: "Listening …",
  cameraUnderstood: "You asked: {text}",
  cameraNotUnderstood: "No question was heard.",
  cameraQuestionFailed: "The question could not be understood: {message}",
  cameraNotYet: "Nothing is seen yet.",

  // The camera itself
  cameraCamera: "Camera",
  cameraHide: "Hide the picture",
  cameraHidden: "The picture is hidden. Nothing is sent.",
  cameraShown: "The picture is sent again.",
  cameraTorch: "Torch",
  cameraTorchOn: "The torch is on.",
  cameraTorchOff: "The torch is off.",
  cameraTorchFailed: "This camera’s torch cannot be switched.",
  cameraOther: "Other camera",
  cameraBack: "Back camera",
  cameraFront: "Front camera",
  cameraNumber: "Camera {number}",
  cameraNow: "Now: {camera}",

  // How it is told
  cameraVoice: "Who says it",
  cameraVoiceReader: "My screen reader",
  cameraVoiceOwn: "This page’s own voice",
  cameraVoiceHelp: "Only one of them speaks.",
  cameraVoiceNone: "The page’s own voice is not to be had: {message} Your screen reader says it.",
  cameraVoiceIsOwn: "The page’s own voice speaks now.",
  cameraVoiceIsReader: "Your screen reader says it now.",
  cameraLanguage: "Told in",
  cameraLanguagePage: "The language of this page",
  cameraDirections: "Directions",
  cameraClock: "As on a clock: 12 is ahead",
  cameraSides: "Left, ahead, right",
  cameraLevel: "How much is told",
  cameraLevel1: "Who is there, and which way",
  cameraLevel2: "Other things too, near or far",
  cameraLevel3: "Also what is doubtful, and text",
  cameraWhich: "Which camera",

  // States
  cameraConnecting: "Connecting …",
  cameraLive: "The camera is on.",
  cameraReconnecting: "The connection broke. Trying again; you need do nothing.",
  cameraBusy:
    "The server looks through as many cameras as it can. Trying again in {seconds} s; you need do nothing.",
  cameraNoPicture: "No picture arrives at the server. Check your connection.",
  cameraDenied:
    "The browser does not let this page use the camera. Allow it in the site settings beside the address, then try again.",
  cameraNone: "No camera was found. Connect one and try again.",
  cameraInUse:
    "The camera is used by another program. Close that program, or choose another camera, and try again.",
  cameraGone: "The camera that you chose is not there. Choose another one.",
  cameraInsecure:
    "This page came over an insecure connection (http), so the browser gives it no camera. Open it with https, or on the server’s own machine.",
  cameraFailed: "The camera could not be started. Choose another one, or try again.",
  cameraLost: "The camera was disconnected or taken by another program. Start it again.",
  cameraToken: "This server narrates cameras only for people with an invitation.",
  cameraInvitation: "Invitation",
  cameraInvitationHelp: "Paste the link that you were sent, or the server’s admin token.",
  cameraIdle: "The camera was stopped: nothing was seen or asked for a long time.",
  cameraKeys: "Single keys",

  // Start page
  cameraCardTitle: "Have your camera told",
  cameraCardHelp: "For people who cannot see the picture: what the camera sees, said aloud.",
  cameraCardOpen: "Open the camera page",
};
